"""Addresses of this room."""

from django.urls import path

from huangce.web.sharing import agreements, delivered, followers, liaisons, policies, tokens

urlpatterns = [
    path("sharing/agreements/", agreements.index, name="agreements"),
    path("sharing/new/", agreements.choose, name="agreement-choose"),
    path("sharing/new/<str:subject>/", agreements.enter, name="agreement-enter"),
    path("sharing/agreements/<str:code>/", agreements.one, name="agreement"),
    path("sharing/agreements/<str:code>/amend/", agreements.amend, name="agreement-amend"),
    path("sharing/agreements/<str:code>/end/", agreements.end, name="agreement-end"),
    path("sharing/agreements/<str:code>/liaisons/", liaisons.name, name="liaison-name"),
    path("sharing/agreements/<str:code>/liaisons/<int:liaison>/end/", liaisons.end, name="liaison-end"),
    path("sharing/agreements/<str:code>/tokens/", tokens.issue, name="token-issue"),
    path("sharing/agreements/<str:code>/tokens/<int:token>/revoke/", tokens.revoke, name="token-revoke"),
    path("sharing/lists/<int:received>/", delivered.show, name="delivery"),
    path("sharing/lists/<int:received>/rows.csv", delivered.rows, name="delivery-rows"),
    path("sharing/lists/<int:received>/receipt.json", delivered.receipt, name="delivery-receipt"),
    path("sharing/lists/<int:received>/withdraw/", delivered.withdraw, name="delivery-withdraw"),
    path("sharing/feeds/", followers.index, name="feeds"),
    path("sharing/policies/", policies.index, name="policies"),
    path("sharing/policies.csv", policies.file, name="policies-file"),
    path("sharing/policies/departments/", policies.ask, name="policy-department"),
    path("sharing/policies/departments/<int:department>/end/", policies.end, name="policy-department-end"),
    path("sharing/policies/<int:entry>/take-back/", policies.take_back, name="policy-take-back"),
]
