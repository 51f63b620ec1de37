"""The feeds: what other offices are told, who follows up to where, and who has not answered by when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.exchange.feeds import answers
from huangce.exchange.feeds.table import FEEDS
from huangce.exchange.models import FeedEntry
from huangce.web.frame.signed_in import needs


@needs(views=("deliveries",))
@require_safe
def index(request: Any) -> HttpResponse:
    """Show every feed and its followers: numbers only, nothing of the persons."""
    followers = answers.followers(on=request.now)
    counts = {name: FeedEntry.objects.filter(feed=name).count() for name in FEEDS}
    context = {
        "feeds": [(feed, counts[name], [said.zh for said in feed.fields.values()]) for name, feed in FEEDS.items()],
        "followers": [(one, FEEDS[one.feed].zh) for one in followers],
        "overdue": sum(one.overdue for one in followers),
    }
    return render(request, "sharing/feeds.html", context)
