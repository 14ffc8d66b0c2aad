from django.db import migrations

from lms.kit.triggers import no_replace, refuse

TABLE = "credits_recognition"
# What was handed in stays as it was; so does what two people said of it once it counts.
FACTS = (
    "id", "title", "issuer", "number", "issuer_key", "number_key", "kind", "mode", "began_on", "ended_on",
    "class_hours_hundredths", "claimed_hundredths", "file", "media_type", "sha256", "handed_in_at", "person_id",
    "handed_in_by_id",
)
SAID = ("checked_by_id", "checked_at", "minutes", "approved_by_id", "approved_at", "record_id")


def changed(columns):
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


class Migration(migrations.Migration):
    dependencies = [("credits", "0008_recognition")]
    operations = [
        refuse(TABLE, "frozen", "update", changed(FACTS), "what was handed in never changes"),
        refuse(
            TABLE,
            "closed",
            "update",
            "OLD.state IN ('refused', 'withdrawn', 'revoked')"
            " OR (OLD.state = 'approved' AND NEW.state <> 'revoked')"
            f" OR (OLD.state = 'approved' AND ({changed(SAID)}))",
            "what was decided is not decided again",
        ),
        refuse(TABLE, "kept", "delete", "TRUE", "a certificate that was handed in stays on file"),
        no_replace(
            TABLE,
            "id = NEW.id",
            "replaces_id = NEW.replaces_id",
            "record_id = NEW.record_id",
            "issuer_key = NEW.issuer_key AND number_key = NEW.number_key"
            " AND state IN ('handed_in', 'checked', 'approved')",
        ),
    ]
