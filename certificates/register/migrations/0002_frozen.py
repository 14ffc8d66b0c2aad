from django.db import migrations

TABLE = "register_certificate"
FROZEN = [
    "id", "number", "uid", "kind", "person_id", "traineeship_id", "issuer_id", "batch_id", "facts", "layout_version",
    "file", "sha256", "size", "issued_at", "issued_by_id", "supersedes_id",
]
# What is said once of a certificate is said for ever: a revocation is not taken back or reworded.
ONCE = ["state", "revoked_at", "revoked_by_id", "revoked_reason"]


def _changed(columns, differs):
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def _sqlite(editor):
    condition = f"({_changed(FROZEN, 'IS NOT')}) OR (OLD.state = 'revoked' AND ({_changed(ONCE, 'IS NOT')}))"
    editor.execute(
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'a certificate is frozen'); END"
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, 'a certificate is never deleted'); END"
    )


def _postgresql(editor):
    differs = "IS DISTINCT FROM"
    condition = f"({_changed(FROZEN, differs)}) OR (OLD.state = 'revoked' AND ({_changed(ONCE, differs)}))"
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION 'a certificate is frozen' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({condition}) "
        f"EXECUTE FUNCTION {TABLE}_refuse()"
    )
    for verb in ("delete", "truncate"):
        editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {TABLE}_refuse()"
        )


def forwards(_apps, editor):
    _postgresql(editor) if editor.connection.vendor == "postgresql" else _sqlite(editor)


def backwards(_apps, editor):
    on_table = f" ON {TABLE}" if editor.connection.vendor == "postgresql" else ""
    for name in ("frozen", "no_delete", "no_truncate"):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
