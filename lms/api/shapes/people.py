"""People, as every screen shows them: numbers masked."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop
from ninja import Field, Schema

from lms.api.reading import Key
from lms.people.models import Licence, Person, Post


class PostOut(Schema):
    """Where somebody works or worked, from a day to a day."""

    workplace_id: int
    employer_id: int
    kind: Post.Kind
    title: str
    starts_on: date
    ends_on: date | None = Field(description=gettext_noop("the first day on which it is not held any more"))


class PersonOut(Schema):
    """Somebody, with the posts held today."""

    uid: UUID = Field(description=gettext_noop("stays the same for ever; name and numbers may change"))
    name: str
    sex: Person.Sex
    id_number_masked: str
    phone_masked: str
    posts: list[PostOut]

    @staticmethod
    def resolve_posts(person: Person) -> list[Post]:
        """Return what was read ahead."""
        held: list[Post] = person.held  # type: ignore[attr-defined]
        return held


class LicenceOut(Schema):
    """A right to practise. Its number is not told."""

    kind: Licence.Kind
    valid_from: date | None
    valid_to: date | None


class PersonDetail(PersonOut):
    """Somebody, with all posts and licences. Opening it is written down, and the person can see it."""

    licences: list[LicenceOut]

    @staticmethod
    def resolve_posts(person: Person) -> list[Post]:
        """Return all posts, the newest first."""
        return list(person.posts.order_by("-starts_on", "-pk"))

    @staticmethod
    def resolve_licences(person: Person) -> list[Licence]:
        """Return the licences."""
        return list(person.licences.order_by("kind", "pk"))


class PersonFilters(Schema):
    """Which people."""

    institution: Key | None = Field(None, description=gettext_noop("number of the institution they work at today"))
    post: Post.Kind | None = Field(None, description=gettext_noop("kind of a post they hold today"))
