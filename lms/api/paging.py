"""Long lists, a page at a time: a cursor says where the next page begins, whatever is written meanwhile."""

import base64
import binascii
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.kit.errors import Refusal

Item = TypeVar("Item")
LARGEST_KEY = 2**63 - 1


class BadCursor(Refusal):
    """A cursor that no page gave."""

    code, status = "bad_cursor", 422
    message = _("This cursor is from no page of this list. Begin again without one.")


class Paging(Schema):
    """Which page."""

    cursor: str = Field("", max_length=40, description=gettext_noop("where the page begins: next of the page before"))
    limit: int = Field(100, ge=1, le=500, description=gettext_noop("how many items at most"))


class Page(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(None, description=gettext_noop("the cursor of the next page; null on the last"))


class KeptPage(Page[Item], Generic[Item]):
    """One page of a list that somebody keeps a copy of."""

    resume: str = Field(
        description=gettext_noop("the cursor to go on from another day: nothing can come before it any more")
    )


def page_of(found: QuerySet[Any], paging: Paging) -> dict[str, Any]:
    """Return the page of ``found``, in the order in which the rows were made."""
    if paging.cursor:
        found = found.filter(pk__gt=_key(paging.cursor))
    rows: list[Model] = list(found.order_by("pk")[: paging.limit + 1])
    shown = rows[: paging.limit]
    return {"items": shown, "next": _cursor(shown[-1].pk) if len(rows) > paging.limit else None}


def kept_page_of(found: QuerySet[Any], paging: Paging, *, upto: int) -> dict[str, Any]:
    """Return the page of ``found``, rows up to number ``upto`` only, and where whoever has read it goes on."""
    page = page_of(found.filter(pk__lte=upto), paging)
    reached = max(upto, _key(paging.cursor) if paging.cursor else 0)
    return {**page, "resume": page["next"] or _cursor(reached)}


def _cursor(key: int) -> str:
    return base64.urlsafe_b64encode(b"after:%d" % key).decode().rstrip("=")


def _key(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        key = int(text.removeprefix("after:")) if text.startswith("after:") else -1
    except (binascii.Error, ValueError) as fault:
        raise BadCursor from fault
    if not 0 <= key <= LARGEST_KEY:
        raise BadCursor
    return key
