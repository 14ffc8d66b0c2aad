"""An exam with many sittings open, made in few statements."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.test import Client
from django.utils import timezone

from courses.exams import keys
from courses.exams.models import Sitting, SittingItem
from courses.exams.rules import tokens
from lms.people.models import Person
from tests.bench.load import as_json, post
from tests.factories.exams import ExamFactory, QuestionVersionFactory

ORDER = [3, 1, 0, 2]


def sittings(number: int, *, questions: int = 50) -> list[Sitting]:
    """Return ``number`` sittings of one exam, begun now, each by a person of its own."""
    exam, now = ExamFactory(), timezone.now()
    versions = [QuestionVersionFactory() for _ in range(questions)]
    people = Person.objects.bulk_create([Person(name=f"考生{n}", joined_at=now) for n in range(number)])
    begun = Sitting.objects.bulk_create(
        [
            Sitting(exam=exam, person=each, attempt=1, seed=n, started_at=now, deadline_at=now + timedelta(hours=2))
            for n, each in enumerate(people)
        ]
    )
    SittingItem.objects.bulk_create(
        (
            SittingItem(sitting=each, position=place, version=version, order=ORDER)
            for each in begun
            for place, version in enumerate(versions, start=1)
        ),
        batch_size=5000,
    )
    return begun


class Phone:
    """One sitting on one phone: makes the requests that save its answers, each a change."""

    def __init__(self, sitting: Sitting, *, questions: int = 50, signed_in: bool = True) -> None:
        self.sitting, self.questions = sitting, questions
        claim = tokens.Claim(sitting.pk, sitting.person_id, sitting.nonce)
        self.token = tokens.save_token(keys.for_tokens(), claim)
        self.device = str(uuid.uuid4())
        self.numbers = count(1)
        self.cookie = _cookie(sitting.person) if signed_in else ""

    def save(self) -> bytes:
        """Return the request that saves the next answer by the door."""
        return self.hand_over(1)

    def hand_over(self, answers: int) -> bytes:
        """Return the request that saves several answers at once by the door."""
        now = int(timezone.now().timestamp() * 1000)
        entries = [self._entry(next(self.numbers), now) for _ in range(answers)]
        document = {"token": self.token, "device": self.device, "now": now, "entries": entries}
        return post("/exams/sync/", as_json(document))

    def _entry(self, number: int, now: int) -> dict[str, object]:
        turn, place = divmod(number - 1, self.questions)
        return {"number": number, "position": place + 1, "sequence": turn + 1, "shown": [turn % 4], "at": now - 500}

    def plain_save(self) -> bytes:
        """Return the request that saves the next answer the plain way."""
        turn, place = divmod(next(self.numbers) - 1, self.questions)
        form = f"sitting={self.sitting.pk}&position={place + 1}&chosen={turn % 4}".encode()
        return post("/bench/save/", form, kind="application/x-www-form-urlencoded", cookie=self.cookie)


def _cookie(person: Person) -> str:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def turns(phones: list[Phone]) -> Iterator[Phone]:
    """Yield the phones in turn, for ever."""
    while True:
        yield from phones
