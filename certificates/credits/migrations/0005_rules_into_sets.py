"""Each authority's rules become sets: one for each period in which they were the same."""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count, F, Q


def forwards(apps, editor):
    rules, sets = apps.get_model("credits", "CreditRule"), apps.get_model("credits", "RuleSet")
    by_authority = defaultdict(list)
    for rule in rules.objects.order_by("pk"):
        by_authority[rule.authority].append(rule)
    for number, authority in enumerate(sorted(by_authority), start=1):
        _settle(apps, sets, by_authority[authority], f"existing-{number}")
    _fill_lines(apps)


def _settle(apps, sets, rules, code):
    """Cut one authority's time where a rule begins or ends; every stretch is a set of the rules valid in it."""
    lines = apps.get_model("credits", "CreditLine")
    for rule in rules:
        # It was the most of the one rule, which is a kind of its own now.
        rule.cap_per_kind_hundredths, rule.cap_per_year_hundredths = rule.cap_per_year_hundredths, None
    days = sorted({rule.valid_from for rule in rules} | {rule.valid_to for rule in rules if rule.valid_to})
    kept = set()
    for part, (begins, until) in enumerate(zip(days, [*days[1:], None]), start=1):
        valid = [rule for rule in rules if rule.valid_from <= begins and (not rule.valid_to or begins < rule.valid_to)]
        if not valid:
            continue
        made = sets.objects.create(
            code=f"{code}-{part}",
            authority=valid[0].authority,
            name=valid[0].document[:120],
            valid_from=begins,
            valid_to=until,
            state="in_force",
            document=valid[0].document,
            sourced="verified" if all(rule.confirmed for rule in valid) else "secondary",
        )
        for position, rule in enumerate(valid):
            old = rule.pk
            rule.pk = None if old in kept else old
            rule.rule_set, rule.position, rule.category = made, position, rule.name[:60]
            rule.save()
            if rule.pk != old:
                moved = lines.objects.filter(rule=old, earned_on__gte=begins)
                (moved.filter(earned_on__lt=until) if until else moved).update(rule=rule.pk)
            kept.add(old)
            rule.pk = old


def _fill_lines(apps):
    lines = apps.get_model("credits", "CreditLine")
    for rule in apps.get_model("credits", "CreditRule").objects.all():
        lines.objects.filter(rule=rule).update(authority=rule.authority)
        earned = lines.objects.filter(rule=rule, reverses=None)
        if rule.cap_per_activity_hundredths is not None:
            for line in earned.select_related("record").iterator():
                whole = line.record.minutes * 100 // rule.unit_minutes
                if whole > line.uncapped_hundredths:
                    lines.objects.filter(pk=line.pk).update(uncapped_hundredths=whole)
                    if line.hundredths == line.uncapped_hundredths:
                        lines.objects.filter(pk=line.pk).update(capped_by="activity")
        earned.filter(hundredths__lt=F("uncapped_hundredths"), capped_by="").update(capped_by="kind")
    twice = lines.objects.filter(reverses=None).values("record", "authority").annotate(n=Count("pk")).filter(n__gt=1)
    for each in twice:
        same = Q(record=each["record"], authority=each["authority"], reverses=None)
        for sequence, pk in enumerate(lines.objects.filter(same).order_by("pk").values_list("pk", flat=True), start=1):
            lines.objects.filter(pk=pk).update(sequence=sequence)


class Migration(migrations.Migration):
    dependencies = [("credits", "0004_rule_sets")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
