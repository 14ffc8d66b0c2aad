"""Write down what is known of the traineeships there are: when each began, was completed, ended and began again."""

from django.db import migrations
from django.db.models import Case, F, OuterRef, Subquery, When

AT_ONCE = 1000


def history(apps, schema_editor):
    Traineeship = apps.get_model("schemes", "Traineeship")
    Change = apps.get_model("schemes", "TraineeshipChange")
    rows, living = [], {}
    for each in Traineeship.objects.filter(returned_at=None).only("cohort_id", "person_id").iterator():
        living[each.cohort_id, each.person_id] = each.pk
    spells = Traineeship.objects.order_by("cohort", "person", F("returned_at").asc(nulls_last=True), "pk")
    last = before = None
    for spell in spells.iterator(chunk_size=AT_ONCE):
        key = (spell.cohort_id, spell.person_id)
        before = before if key == last else ""
        last = key
        for after, at, by, reason in steps(spell):
            rows.append(
                Change(
                    traineeship_id=living[key],
                    from_state=before,
                    to_state=after,
                    changed_at=at,
                    changed_by_id=by,
                    acted_as="class" if by else "system",
                    reason=reason,
                )
            )
            before = after
        if len(rows) >= AT_ONCE:
            Change.objects.bulk_create(rows)
            rows = []
    Change.objects.bulk_create(rows)


def steps(spell):
    """Yield the state, when, by whom and why, of each change in one spell."""
    yield "running", spell.enrolled_at, spell.enrolled_by_id, ""
    if spell.completed_at:
        # What was done before counts from the first moment on: nobody completes a class before they are in it.
        yield "completed", max(spell.enrolled_at, spell.completed_at), None, ""
    if spell.withdrawn_at:
        yield "withdrawn", spell.withdrawn_at, spell.withdrawn_by_id, spell.withdraw_reason or "—"


def counties(apps, schema_editor):
    """Note the county of each: of the workplace that the roster of the class gave, else of a post."""
    Cohort, Traineeship = apps.get_model("schemes", "Cohort"), apps.get_model("schemes", "Traineeship")
    entries = apps.get_model("people", "RosterEntry").objects.filter(person=OuterRef("person"))
    posts = apps.get_model("people", "Post").objects.filter(person=OuterRef("person"))
    for cohort in Cohort.objects.exclude(roster=None):
        named = entries.filter(roster=cohort.roster_id).order_by("-joined_on", "-pk")
        cohort.traineeships.update(county=county_of(named))
    Traineeship.objects.filter(county=None).update(county=county_of(posts.order_by("-starts_on", "-pk")))


def county_of(rows):
    division = "workplace__division"
    found = Case(When(**{f"{division}__level": "county"}, then=f"{division}"), default=f"{division}__county")
    return Subquery(rows.annotate(found=found).values("found")[:1])


class Migration(migrations.Migration):
    dependencies = [("schemes", "0005_chain"), ("people", "0001_initial")]
    operations = [
        migrations.RunPython(history, migrations.RunPython.noop),
        migrations.RunPython(counties, migrations.RunPython.noop),
    ]
