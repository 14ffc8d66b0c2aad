"""The inbox, and the page where a developer reads short messages."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.notices import actions
from lms.notices.channels.console import shown
from lms.notices.models import Notice
from lms.people.models import Person

PAGE_SIZE = 20


@login_required
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Show a person's notices, newest first."""
    notices = Notice.objects.visible_to(request.user).order_by("-created_at", "-pk")
    page = Paginator(notices, PAGE_SIZE).get_page(request.GET.get("page"))
    has_unread = any(notice.read_at is None for notice in page)
    return render(request, "lms/notices/inbox.html", {"page": page, "has_unread": has_unread, "section": "me"})


@require_POST
@login_required
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice read and go where it leads."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    actions.mark_read(person=notice.person, notice_id=notice.pk, at=timezone.now())
    return redirect(notice.url or "notices:inbox")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of a person's notices read."""
    actions.mark_read(person=cast(Person, request.user), at=timezone.now())
    return redirect("notices:inbox")


@never_cache
def short_messages(request: HttpRequest) -> HttpResponse:
    """Show what the console channel sent. In development only."""
    if not settings.DEBUG:
        raise Http404
    messages = [{**message, "at": datetime.fromisoformat(message["at"])} for message in shown()]
    return render(request, "lms/notices/short_messages.html", {"messages_sent": messages})
