"""Audit work is append-only, and what the database itself refuses."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import inspection as made
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]
KEPT = [
    *[made.SampleFactory, made.SampledPersonFactory, made.SampleAssignmentFactory, made.SampleCheckFactory],
    *[made.FindingFactory, made.FindingStepFactory],
    *[made.AnomalyFactory, made.AnomalyPersonFactory, made.AnomalyDecisionFactory, made.AnomalyLimitsFactory],
]


def refuses(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        work()


@pytest.mark.parametrize("factory", KEPT, ids=lambda factory: factory._meta.model.__name__)
def test_nothing_is_changed_deleted_or_replaced(factory):
    row = factory()
    table = row._meta.db_table
    refuses(lambda: type(row).objects.filter(pk=row.pk).update(id=row.pk + 1))
    refuses(lambda: type(row).objects.filter(pk=row.pk)._raw_delete("default"))
    if connection.vendor == "sqlite":
        columns = ", ".join(f'"{field.column}"' for field in row._meta.local_fields)
        copy = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {row.pk}"
        refuses(lambda: connection.cursor().execute(copy))
    assert type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        (made.SampleFactory, {"seed": ""}),
        (made.SampleFactory, {"size": 0}),
        (made.SampleFactory, {"size": 2}),
        (made.SampledPersonFactory, {"position": 0}),
        (made.SampleCheckFactory, {"answer": "perhaps"}),
        (made.SampleCheckFactory, {"item": "weather"}),
        (made.FindingFactory, {"title": ""}),
        (made.FindingFactory, {"severity": "dire"}),
        (made.FindingStepFactory, {"text": ""}),
        (made.FindingStepFactory, {"kind": "closed"}),
        (made.FindingStepFactory, {"kind": "accepted", "was": "replied"}),
        (made.FindingStepFactory, {"number": 3}),
        (made.AnomalyFactory, {"key": ""}),
        (made.AnomalyFactory, {"figures": {}}),
        (made.AnomalyDecisionFactory, {"reason": ""}),
        (made.AnomalyDecisionFactory, {"outcome": "punished"}),
        (made.AttachmentFactory, {"sampled": None}),
        (made.AttachmentFactory, {"sha256": ""}),
    ],
)
def test_the_database_refuses_what_makes_no_sense(factory, wrong):
    refuses(lambda: factory(**wrong))


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (made.SampledPersonFactory, ("sample", "position")),
        (made.SampledPersonFactory, ("sample", "person")),
        (made.FindingStepFactory, ("finding", "number")),
        (made.AnomalyFactory, ("key",)),
        (made.AnomalyPersonFactory, ("anomaly", "person")),
        (made.AnomalyDecisionFactory, ("anomaly",)),
    ],
)
def test_the_database_keeps_each_once(factory, same):
    row = factory()
    refuses(lambda: factory(**{name: getattr(row, name) for name in same}))


@pytest.mark.parametrize("kind", ["accepted", "closed"])
def test_the_database_itself_lets_nobody_judge_their_own_reply(kind):
    manager = PersonFactory()
    steps = [("replied", manager)] + ([("accepted", PersonFactory())] if kind == "closed" else [])
    finding = made.FindingFactory(steps=steps)
    step = {"finding": finding, "number": len(steps) + 2, "was": steps[-1][0], "kind": kind}

    refuses(lambda: made.FindingStepFactory(made_by=manager, **step))
    made.FindingStepFactory(made_by=PersonFactory(), **step)


def test_a_file_is_beside_one_thing_only():
    refuses(lambda: made.AttachmentFactory(step=made.FindingStepFactory()))


def test_everything_says_what_it_is():
    rows = [factory() for factory in (*KEPT, made.AttachmentFactory)]
    assert all(str(row) for row in rows)
