"""The way of a checked upload through the admin, the same for whatever it holds: sent, looked through, approved."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.exchange.models import CheckedUpload, UploadState
from lms.exchange.queries import is_under_way
from lms.exchange.sheets import XLSX
from lms.jobs.actions import start
from lms.kit.errors import Refusal
from lms.people.models import Person
from lms.site.typing import person_of

ROWS_A_PAGE = 50

Upload = TypeVar("Upload", bound=CheckedUpload)
View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Steps(Generic[Upload]):
    """The steps of one kind of upload.

    :param app: the namespace of its pages: ``history``, ``upload``, ``report`` and what leads on from there.
    :param title: of the list of all, in the reader's language.
    :param visible: the uploads a person may see.
    """

    app: str
    title: Any
    visible: Callable[[Person], QuerySet[Upload]]

    def with_upload(self, view: View) -> View:
        """Hand a view the upload its address names, if the viewer may see it."""

        @wraps(view)
        def wrapped(request: HttpRequest, **address: int) -> HttpResponse:
            (upload_id,) = address.values()
            return view(request, get_object_or_404(self.visible(person_of(request)), pk=upload_id))

        return wrapped

    def history(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the list of all shows."""
        return {"page": page_of(self.visible(person_of(request)), request), **self.furniture(str(self.title))}

    def receive(self, request: HttpRequest, form: forms.Form, keep: Callable[..., Upload]) -> HttpResponse | None:
        """Keep the file of a sound form and have it checked; a refusal is put into the form.

        :param keep: called with ``data``, ``file_name``, ``by`` and ``at``.
        """
        file = form.cleaned_data["file"]
        try:
            kept = keep(data=file.read(), file_name=file.name or "", by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return None
        return self.begin(request, "check", kept)

    def begin(self, request: HttpRequest, work: str, kept: Upload) -> HttpResponse:
        """Have a worker do ``"check"`` or ``"apply"``, and lead to its progress bar."""
        job = start(
            f"{kept.JOBS}.{work}",
            title=kept.title,
            owner=person_of(request),
            at=timezone.now(),
            return_url=reverse(f"{self.app}:report", args=[kept.pk]),
            **{kept.JOB_ARGUMENT: kept.pk},
        )
        return redirect("jobs:job", job.pk)

    def report(self, kept: Upload) -> dict[str, Any]:
        """Return what every report shows."""
        stuck = kept.state in (UploadState.RECEIVED, UploadState.APPROVED) and not is_under_way(kept)
        return {"upload": kept, "is_stuck": stuck, **self.furniture(kept.title, self.crumb())}

    def answer(self, request: HttpRequest, kept: Upload, keep: Callable[..., int]) -> HttpResponse:
        """Keep answers; when none is open the file is checked again with them.

        :param keep: called with the upload, ``by`` and ``at``; returns how many questions are open.
        """
        try:
            left = keep(kept, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._back(kept)
        if left:
            messages.warning(request, _("%(n)s questions are still open.") % {"n": left})
            return self._back(kept)
        return self.begin(request, "check", kept)

    def check_again(self, request: HttpRequest, kept: Upload) -> HttpResponse:
        """Have a file looked through again whose check came to nothing."""
        return self._back(kept) if is_under_way(kept) else self.begin(request, "check", kept)

    def approve(self, request: HttpRequest, kept: Upload, approve: Callable[..., object]) -> HttpResponse:
        """Approve a checked file and have it written; one approved before is gone on with if nobody is at it.

        :param approve: called with the upload, ``by`` and ``at``.
        """
        try:
            approve(kept, by=person_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self._back(kept)
        return self._back(kept) if is_under_way(kept) else self.begin(request, "apply", kept)

    def _back(self, kept: Upload) -> HttpResponse:
        return redirect(f"{self.app}:report", kept.pk)

    def crumb(self) -> dict[str, str]:
        """Return the way back to the list of all."""
        return {"url": reverse(f"{self.app}:history"), "label": str(self.title)}

    def furniture(self, title: str, *between: dict[str, str]) -> dict[str, Any]:
        """Return the head of a page, and where its links lead."""
        crumbs = [*between, {"url": "", "label": title}]
        return {"app": self.app, "breadcrumbs_items": crumbs, "header_title": title, "header_icon": "upload"}


def page_of(rows: Any, request: HttpRequest) -> "Page[Any]":
    """Return the page of ``rows`` that is asked for."""
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))


def workbook_answer(content: bytes, name: str, *, plain_name: str) -> HttpResponse:
    """Hand out a workbook that nobody else may keep.

    :param plain_name: for browsers that know no other letters.
    """
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
