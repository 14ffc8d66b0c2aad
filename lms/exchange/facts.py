"""What a person needs to judge a doubtful match: both sides by name, numbers masked, work and last sign-in."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from lms.exchange.roster.columns import word_of
from lms.exchange.roster.matching import Known, Question
from lms.exchange.roster.onfile import HeldPost, posts_of
from lms.exchange.roster.table import Table
from lms.kit import sealing
from lms.people.models import Organisation, Person
from lms.people.rules import mask_id_number, mask_phone


def facts_of(questions: Sequence[Question], table: Table, workplaces: Sequence[int]) -> list[dict[str, str]]:
    """Return the facts of each question. Three queries, however many there are."""
    people = sorted({question.person.pk for question in questions})
    posts, _before = posts_of(people)
    seen = dict(Person.objects.filter(pk__in=people).values_list("pk", "last_login"))
    places = {workplaces[question.index] for question in questions}
    names = dict(Organisation.objects.filter(pk__in=places).values_list("pk", "name"))
    facts = []
    for question in questions:
        login = seen[question.person.pk]
        facts.append(
            {
                **_of_row(question.index, table, names[workplaces[question.index]]),
                **_of_person(question.person, posts.get(question.person.pk, ())),
                "person_seen_on": timezone.localdate(login).isoformat() if login else "",
            }
        )
    return facts


def _of_row(index: int, table: Table, workplace: str) -> Mapping[str, str]:
    columns = table.columns
    return {
        "row_name": columns["name"][index],
        "row_id_number": mask_id_number(columns["id_number"][index]),
        "row_phone": mask_phone(columns["phone"][index]),
        "row_post": f"{workplace} {word_of('kind', columns['kind'][index])}",
    }


def _of_person(person: Known, posts: Sequence[HeldPost]) -> Mapping[str, str]:
    id_number = sealing.unseal(person.id_number_sealed)
    return {
        "person_name": person.name,
        "person_id_number": mask_id_number(id_number),
        "person_phone": mask_phone(person.phone or ""),
        "person_post": "；".join(f"{post.workplace_name} {word_of('kind', post.kind)}" for post in posts),
    }
