"""Keeping layouts and number patterns."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from certificates.register.models import Layout, LayoutVersion, NumberPattern, private_storage
from certificates.register.pictures import Picture
from certificates.register.shelf import keep
from lms.audit.actions import record
from lms.kit.errors import Refusal
from lms.people.models import Person

PICTURES = ("background", "seal", "autograph")


class ChangedSince(Refusal):
    """Two people at one layout."""

    code = "layout_changed_since"
    message = gettext_lazy("Somebody else has saved this layout in the meantime. Open it again and make your change.")


@transaction.atomic
def save_layout(
    layout: Layout, design: Mapping[str, Any], pictures: Mapping[str, Picture | str], *, by: Person, at: datetime
) -> LayoutVersion:
    """Keep ``design`` as a new version of ``layout``, which may be new; what is the same as before makes no version.

    :param pictures: for background, seal and signature a new picture, the name of one that is kept already, or ``""``.
    :raises ChangedSince: the version that was edited is not the newest any more.
    """
    seen = getattr(layout, "seen", None)
    if layout.pk is None:
        layout.made_by, layout.made_at = by, at
        layout.save()
        newest = None
    else:
        Layout.objects.select_for_update().get(pk=layout.pk)
        layout.save(update_fields=["name"])
        newest = layout.newest
        if seen not in (None, newest.number):
            raise ChangedSince
    names = {name: _kept(pictures.get(name, "")) for name in PICTURES}
    before = newest and (newest.design, {name: getattr(newest, name).name for name in PICTURES})
    if newest and before == (dict(design), names):
        return newest
    number = newest.number + 1 if newest else 1
    version = LayoutVersion.objects.create(
        layout=layout,
        number=number,
        code=f"layout-{layout.pk}.{number}",
        design=dict(design),
        made_by=by,
        made_at=at,
        **names,
    )
    record("register.layout.saved", actor=by, subject=layout, at=at, version=number)
    return version


@transaction.atomic
def retire_layout(layout: Layout, *, by: Person, at: datetime) -> None:
    """Offer ``layout`` for no new list any more; lists and certificates that have it keep it. Safe to call twice."""
    locked = Layout.objects.select_for_update().get(pk=layout.pk)
    if locked.retired_at is None:
        locked.retired_at, locked.retired_by = at, by
        locked.save(update_fields=["retired_at", "retired_by"])
        record("register.layout.retired", actor=by, subject=locked, at=at)


@transaction.atomic
def save_pattern(pattern: NumberPattern, *, by: Person, at: datetime) -> NumberPattern:
    """Keep what numbers look like from now on; numbers that were given stay."""
    pattern.made_by, pattern.made_at = by, at
    pattern.save()
    record("register.pattern.saved", actor=by, subject=pattern, at=at)
    return pattern


def _kept(picture: Picture | str) -> str:
    if isinstance(picture, str):
        return picture
    if not private_storage().exists(picture.name):
        keep(picture.name, picture.content)
    return picture.name
