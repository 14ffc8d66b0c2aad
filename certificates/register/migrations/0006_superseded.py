from django.db import migrations, models
from django.db.models import Q

TABLE = "register_certificate"
FROZEN = [
    "id", "number", "uid", "kind", "person_id", "traineeship_id", "issuer_id", "batch_id", "facts", "layout_version",
    "file", "sha256", "size", "issued_at", "issued_by_id", "supersedes_id",
]
ONCE = ["state", "revoked_at", "revoked_by_id", "revoked_reason"]
# A row of SQLite that stands in the way of NEW; see lms.kit.triggers.no_replace.
TAKEN = [
    "id = NEW.id",
    "number = NEW.number",
    "uid = NEW.uid",
    "supersedes_id = NEW.supersedes_id",
    "traineeship_id = NEW.traineeship_id AND kind = NEW.kind AND state = 'issued' AND NEW.state = 'issued'",
]
# What was replaced while it stood has been kept as revoked at the moment its successor was issued.
REPLACED = (
    f"EXISTS (SELECT 1 FROM {TABLE} AS newer WHERE newer.supersedes_id = {TABLE}.id"
    f" AND newer.issued_at = {TABLE}.revoked_at)"
)


def _changed(columns, differs):
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def _condition(differs):
    return f"({_changed(FROZEN, differs)}) OR (OLD.state <> 'issued' AND ({_changed(ONCE, differs)}))"


def loosen(_apps, editor):
    on_table = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_frozen{on_table}")


def tighten(_apps, editor):
    """Make the triggers anew: SQLite has copied the table for its new constraint, and left them behind."""
    loosen(_apps, editor)
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} FOR EACH ROW"
            f" WHEN ({_condition('IS DISTINCT FROM')}) EXECUTE FUNCTION {TABLE}_refuse()"
        )
        return
    taken = " OR ".join(f"EXISTS (SELECT 1 FROM {TABLE} WHERE {key})" for key in TAKEN)
    for name, moment, condition, said in (
        ("frozen", "UPDATE", f"WHEN {_condition('IS NOT')}", "a certificate is frozen"),
        ("no_delete", "DELETE", "", "a certificate is never deleted"),
        ("no_replace", "INSERT", f"WHEN {taken}", f"{TABLE}: this row is already there"),
    ):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}")
        editor.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {moment} ON {TABLE} {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )


def call_them_superseded(_apps, editor):
    editor.execute(f"UPDATE {TABLE} SET state = 'superseded' WHERE state = 'revoked' AND {REPLACED}")


def call_them_revoked(_apps, editor):
    editor.execute(f"UPDATE {TABLE} SET state = 'revoked' WHERE state = 'superseded'")


class Migration(migrations.Migration):
    dependencies = [("register", "0005_signatures_stay")]
    operations = [
        migrations.RunPython(loosen, tighten, elidable=False),
        migrations.RemoveConstraint("certificate", "certificate_revocation_is_whole"),
        migrations.AlterField(
            "certificate",
            "state",
            models.CharField(
                choices=[("issued", "valid"), ("revoked", "revoked"), ("superseded", "superseded")],
                default="issued", max_length=10, verbose_name="state",
            ),
        ),
        migrations.AlterField(
            "certificate",
            "sha256",
            models.CharField(db_index=True, max_length=64),
        ),
        migrations.AddConstraint(
            "certificate",
            models.CheckConstraint(
                condition=Q(state="issued", revoked_at=None, revoked_by=None, revoked_reason="")
                | (
                    Q(state__in=["revoked", "superseded"], revoked_at__isnull=False, revoked_by__isnull=False)
                    & ~Q(revoked_reason="")
                ),
                name="certificate_end_is_whole",
                violation_error_message="A revocation or replacement needs a time, a person and a reason.",
            ),
        ),
        migrations.RunPython(call_them_superseded, call_them_revoked, elidable=False),
        migrations.RunPython(tighten, loosen, elidable=False),
    ]
