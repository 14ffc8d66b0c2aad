"""Divisions and institutions."""

from datetime import date

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.api.reading import Day, Key, Text
from lms.people.models import Division, Organisation


class DivisionOut(Schema):
    """An area with its statistical code."""

    id: int
    code: str = Field(description=gettext_noop("12-digit statistical code"))
    name: str
    level: Division.Level
    parent_id: int | None
    valid_from: date
    valid_to: date | None = Field(description=gettext_noop("the first day on which it is not valid any more"))


class DivisionFilters(Schema):
    """Which divisions."""

    level: Division.Level | None = None
    parent: Key | None = Field(None, description=gettext_noop("number of the division directly above"))
    code: Text | None = None
    on: Day | None = Field(None, description=gettext_noop("only what exists on this day"))


class InstitutionOut(Schema):
    """A hospital, a township hospital, a village clinic, a commission."""

    id: int
    code: str
    name: str
    kind: Organisation.Kind
    grade: str
    division_id: int
    parent_id: int | None
    closed_on: date | None


class InstitutionFilters(Schema):
    """Which institutions."""

    kind: Organisation.Kind | None = None
    division: Key | None = Field(None, description=gettext_noop("number of a division it lies in, at any level"))
    code: Text | None = None
