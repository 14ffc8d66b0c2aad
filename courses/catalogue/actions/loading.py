"""Building courses from files, as the demo and imports do."""

import hashlib
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.catalogue.actions.keeping import keep_in_step
from courses.catalogue.models import Course
from courses.catalogue.pages import CourseIndexPage, CoursePage, LessonPage
from lms.audit.actions import record
from lms.records.models import Subject

_TAGS = {"h2", "h3", "p", "ul", "ol", "li", "b", "i", "strong", "em", "a", "br"}
_NAMESPACE = uuid.UUID("7b1d0f5e-6f0c-5d0b-9a55-2f3f2f0f6a11")


@transaction.atomic
def load_course(
    data: dict[str, Any], media: Path, *, parent: CourseIndexPage, at: datetime, least_seconds: int | None = None
) -> Course:
    """Build or update the pages of one course and publish them. Run again with the same data it changes nothing.

    Pages are recognized by their address under ``parent``, which is the ``code`` in the data. Lessons that the
    data no longer names stay as they are.

    :param data: ``code, title, summary, audience, subjects`` (codes) and ``lessons``: ``code, title, summary,
        minutes, blocks``; a block is ``{"type", "value"}`` as the lesson page knows them, files by their names.
    :param media: the folder that holds the files the blocks name.
    :param least_seconds: how long each lesson must be studied at least; ``None`` is a third of its minutes.
    :raises ValidationError: a block is not what its type asks for, or its type is unknown.
    """
    fields = {"title": data["title"], "summary": data["summary"], "audience": data["audience"]}
    page = _put(parent, CoursePage, data["code"], {**fields, "subjects": _subjects(data["subjects"])}, at)
    for lesson in data["lessons"]:
        _put(
            page,
            LessonPage,
            lesson["code"],
            {
                "title": lesson["title"],
                "summary": lesson["summary"],
                "planned_minutes": lesson["minutes"],
                "least_seconds": least_seconds,
                "body": [_block(block, f"{lesson['code']}:{n}", media) for n, block in enumerate(lesson["blocks"])],
            },
            at,
        )
    course = keep_in_step(page_id=page.pk, at=at)
    assert course is not None  # noqa: S101 - for the type checker; the page has just been published
    return course


def _put(parent: Page, model: type[Any], slug: str, fields: dict[str, Any], at: datetime) -> Any:
    page = model.objects.child_of(parent).filter(slug=slug).first()
    made = page is None
    if made:
        page = model(slug=slug)
    elif all(_same(getattr(page, name), value) for name, value in fields.items()):
        return page
    for name, value in fields.items():
        setattr(page, name, value)
    if "body" in fields:
        # Chosen files are looked into here as in the editor.
        page.body.stream_block.clean(page.body)
    if made:
        parent.add_child(instance=page)
    page.save_revision().publish()
    record("catalogue.page.loaded", actor=None, subject=page, at=at)
    return page


def _same(held: Any, given: Any) -> bool:
    if hasattr(held, "raw_data"):
        return bool(list(held.raw_data) == given)
    if hasattr(held, "all"):
        return set(held.all()) == set(given)
    return bool(held == given)


def _subjects(codes: list[str]) -> list[Subject]:
    return [Subject.objects.get_or_create(code=code, defaults={"name": code})[0] for code in codes]


def _block(block: dict[str, Any], place: str, media: Path) -> dict[str, Any]:
    """Return a block as a StreamField stores it; its id is the same at every run."""
    value = block["value"]
    match block["type"]:
        case "text":
            value = _clean(value)
        case "callout":
            value = {"tone": value["tone"], "text": _clean(value["text"])}
        case "image":
            value = {"image": _image(media / value["file"], value["alt"]), **_only(value, "caption", "alt")}
        case "audio" | "video" | "document":
            value = {"file": _document(media / value["file"], value["title"]), "title": value["title"]}
        case "check":
            options = [
                {"type": "item", "value": _only(option, "text", "right"), "id": _id(f"{place}:{n}")}
                for n, option in enumerate(value["options"])
            ]
            value = {"stem": value["stem"], "options": options, "explanation": value["explanation"]}
        case unknown:
            # The page would leave it out without a word.
            raise ValidationError(_("There is no block of the type %(type)s."), params={"type": unknown})
    return {"type": block["type"], "value": value, "id": _id(place)}


def _only(value: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value[name] for name in names}


def _id(place: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, place))


def _clean(html: str) -> str:
    """Return HTML from a file with nothing in it but text, lists, headings and links."""
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "tel"})


def _image(path: Path, title: str) -> int:
    found = get_image_model().objects.filter(file_hash=_hash(path)).first()
    if found is None:
        with path.open("rb") as file:
            found = get_image_model()(title=title[:100], file=ImageFile(file, name=path.name))
            found._set_image_file_metadata()
            found.save()
    return int(found.pk)


def _document(path: Path, title: str) -> int:
    found = get_document_model().objects.filter(file_hash=_hash(path)).first()
    if found is None:
        with path.open("rb") as file:
            found = get_document_model()(title=title[:100], file=File(file, name=path.name))
            found._set_document_file_metadata()
            found.save()
    return int(found.pk)


def _hash(path: Path) -> str:
    # Wagtail tells files apart by their SHA-1.
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
