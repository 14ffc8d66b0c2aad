from django.db import migrations
from django.db.models import Exists, OuterRef

BATCH = 1000


def write_results(apps, _editor):
    """Give what ended before results were kept its result, with the record that says so."""
    sittings = apps.get_model("exams", "Sitting").objects
    Result = apps.get_model("exams", "Result")
    records = apps.get_model("records", "LearningRecord").objects
    known = Result.objects.filter(sitting=OuterRef("pk"))
    closed = sittings.filter(~Exists(known), submitted_at__isnull=False, score_hundredths__isnull=False).order_by("pk")
    while some := list(closed.values("pk", "score_hundredths", "passed", "submitted_at")[:BATCH]):
        keys = {f"exams:sitting:{each['pk']}": each["pk"] for each in some}
        found = records.filter(source_key__in=keys).values_list("source_key", "pk")
        record_of = {keys[key]: pk for key, pk in found}
        Result.objects.bulk_create(
            [
                Result(
                    sitting_id=each["pk"],
                    number=1,
                    score_hundredths=each["score_hundredths"],
                    passed=each["passed"],
                    cause="closed",
                    at=each["submitted_at"],
                    record_id=record_of.get(each["pk"]),
                )
                for each in some
            ]
        )


def keep_answers(apps, _editor):
    """Of an ended paper, what was not answered is nothing chosen."""
    items = apps.get_model("exams", "SittingItem").objects
    items.filter(chosen__isnull=True, sitting__submitted_at__isnull=False).update(chosen=[])


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0009_marking"),
        ("records", "0005_more_kinds_of_activity"),
    ]
    operations = [
        migrations.RunPython(write_results, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(keep_answers, migrations.RunPython.noop, elidable=True),
    ]
