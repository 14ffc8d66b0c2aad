"""Classes of any size in which everybody is complete, made by the thousand."""

from certificates.register.actions import approve, propose
from certificates.register.models import Batch
from certificates.schemes.models import Traineeship
from lms.kit.sealing import fingerprint, seal
from lms.people.models import Person
from lms.people.rules import id_number_check
from tests.factories.people import PersonFactory
from tests.factories.schemes import CohortFactory

SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林", "秀兰桂英建国玉梅志强海燕㛃𬭎永红明霞"


def big_class(size, *, at):
    """Return a class of ``size`` people who have completed it."""
    cohort = CohortFactory(scheme__code=f"WF-{Person.objects.count()}")
    first = Person.objects.count()
    people = [_person(number) for number in range(first, first + size)]
    Person.objects.bulk_create(people, batch_size=500)
    trainees = [
        Traineeship(cohort=cohort, person=each, state="completed", enrolled_at=at, completed_at=at) for each in people
    ]
    Traineeship.objects.bulk_create(trainees, batch_size=500)
    return cohort


def approved(cohort, *, at):
    """Return a list of everybody in ``cohort``, proposed and approved."""
    batch = propose(Batch(cohort=cohort), by=PersonFactory(), at=at)
    return approve(batch, by=PersonFactory(), seen=batch.digest, at=at)


def _person(number):
    name = SURNAMES[number % 16] + GIVEN[number // 3 % 18] + GIVEN[number // 7 % 18]
    body = f"3707991980{number // 1000 % 12 + 1:02d}{number // 12000 % 28 + 1:02d}{number % 1000:03d}"
    id_number = body + id_number_check(body)
    return Person(
        name=name,
        phone=f"18{number:09d}",
        id_number_sealed=seal(id_number),
        id_number_hash=fingerprint(id_number),
    )
