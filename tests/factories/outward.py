"""Makes tokens for programs, and learning record stores."""

from datetime import UTC, datetime

import factory
from allauth.mfa.models import Authenticator
from factory.django import DjangoModelFactory

from lms.api import models as api
from lms.api.rules import ABILITIES, digest_of, head_of, token_of
from lms.feeds import models as feeds
from lms.kit import sealing
from tests.factories.people import PersonFactory

MADE_AT = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


class ApiTokenFactory(DjangoModelFactory):
    """A token that may read everything its person may; ``text`` is what its owner was shown."""

    class Meta:
        model = api.ApiToken
        exclude = ("text",)

    person = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"统计平台{n}")
    text = factory.Sequence(lambda n: token_of(n.to_bytes(20, "big")))
    head = factory.LazyAttribute(lambda made: head_of(made.text))
    digest = factory.LazyAttribute(lambda made: digest_of(made.text))
    abilities = factory.LazyFunction(lambda: sorted(ABILITIES))
    days = 90
    made_at = MADE_AT


class ApiUseFactory(DjangoModelFactory):
    class Meta:
        model = api.ApiUse

    token = factory.SubFactory(ApiTokenFactory)
    route = "people"
    hour = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)


class StoreFactory(DjangoModelFactory):
    class Meta:
        model = feeds.Store

    name = factory.Sequence(lambda n: f"省平台{n}")
    url = "https://lrs.example/xapi"
    username = "xinglin"
    secret_sealed = factory.LazyFunction(lambda: sealing.seal("geheim"))
    home_page = "https://xinglin.example"
    made_at = MADE_AT
    made_by = factory.SubFactory(PersonFactory)


def give_factor(person):
    """Give ``person`` an authenticator app, so that tokens of theirs are awake."""
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    return person


def token_for(person, **fields):
    """Return the text of a new token of ``person``, who has a second factor."""
    give_factor(person)
    text = token_of(f"{person.pk}-{fields}".encode().ljust(20, b"x")[-20:])
    ApiTokenFactory(person=person, text=text, **fields)
    return text
