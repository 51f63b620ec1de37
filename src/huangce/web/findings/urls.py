"""Addresses of this room."""

from django.urls import path

from huangce.web.findings import case, controls, listing, papers, referral_papers, referrals, rounds, visits

urlpatterns = [
    path("findings/", listing.index, name="findings"),
    path("findings/next/", case.next_case, name="findings-next"),
    path("findings/assign/", visits.assign, name="findings-assign"),
    path("findings/worklist/", visits.worklist, name="findings-worklist"),
    path("findings/worklist.xlsx", visits.workbook, name="findings-workbook"),
    path("findings/returned/", visits.returned, name="findings-returned"),
    path("visits/", rounds.rounds, name="visits"),
    path("referrals/", referrals.index, name="referrals"),
    path("referrals/receive/", referral_papers.receive, name="referral-receive"),
    path("referrals/<int:referral>/paper/", referral_papers.paper, name="referral-paper"),
    path("referrals/<int:referral>/", referrals.show, name="referral"),
    path("referrals/<int:referral>/step/", referrals.step, name="referral-step"),
    path("findings/quality/", controls.quality, name="findings-quality"),
    path("findings/<str:finding>/", case.show, name="finding"),
    path("findings/<str:finding>/home/<int:which>/", case.home, name="finding-home"),
    path("findings/<str:finding>/procedure/", case.step, name="finding-procedure"),
    path("findings/<str:finding>/papers/<str:which>/", papers.paper, name="finding-paper"),
    path("findings/<str:finding>/papers/<str:which>.docx", papers.file, name="finding-paper-file"),
    path("findings/<str:finding>/refer/", referrals.refer, name="finding-refer"),
    path("findings/<str:finding>/answer/", case.answer, name="finding-answer"),
    path("findings/<str:finding>/take-back/", case.take_back, name="finding-take-back"),
    path("findings/<str:finding>/hand-over/", case.hand_over, name="finding-hand-over"),
]
