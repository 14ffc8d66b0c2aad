from django.db import migrations

from lms.kit.triggers import append_only, no_replace, refuse

# What stands in the way of a row, besides its id.
KEYS = {
    "coverage_sample": [],
    "coverage_sampledperson": [
        "sample_id = NEW.sample_id AND position = NEW.position",
        "sample_id = NEW.sample_id AND person_id = NEW.person_id",
    ],
    "coverage_sampleassignment": [],
    "coverage_samplecheck": [],
    "coverage_attachment": [],
    "coverage_finding": ["anomaly_id = NEW.anomaly_id"],
    "coverage_findingstep": ["finding_id = NEW.finding_id AND number = NEW.number"],
    "coverage_anomaly": ["key = NEW.key"],
    "coverage_anomalyperson": ["anomaly_id = NEW.anomaly_id AND person_id = NEW.person_id"],
    "coverage_anomalydecision": ["anomaly_id = NEW.anomaly_id"],
}
STEPS = "coverage_findingstep"


def earlier(what):
    return f"(SELECT {what} FROM {STEPS} WHERE finding_id = NEW.finding_id"


class Migration(migrations.Migration):
    dependencies = [("coverage", "0006_audit_work")]
    operations = [
        *[append_only(table) for table in KEYS],
        *[no_replace(table, "id = NEW.id", *keys) for table, keys in KEYS.items()],
        refuse(
            STEPS,
            "in_turn",
            "insert",
            f"NEW.number <> {earlier('COALESCE(MAX(number), 0) + 1')})"
            f" OR NEW.was <> COALESCE({earlier('kind')} AND number = NEW.number - 1), '')",
            "a step follows the newest one",
        ),
        refuse(
            STEPS,
            "four_eyes",
            "insert",
            f"NEW.kind IN ('accepted', 'closed') AND EXISTS {earlier('1')}"
            " AND kind = 'replied' AND made_by_id = NEW.made_by_id)",
            "who replied neither accepts nor closes",
        ),
    ]
