from django.db import migrations, models

from lms.kit.triggers import append_only, frozen_when, no_replace

BATCH = [
    "cohort_id", "kind", "layout_version_id", "year", "activity_id", "reason", "terms", "proposal", "digest", "made_at",
    "made_by_id", "approved_at", "approved_by_id", "withdrawn_at", "withdrawn_by_id",
]
# The names of the triggers, the moment, and what they refuse.
REFUSALS = [
    ("register_batch_not_alone", "register_batch", "INSERT", "NEW.by_one_person", "two people issue"),
    ("register_batch_not_alone_later", "register_batch", "UPDATE", "NEW.by_one_person AND NOT OLD.by_one_person", "two people issue"),
    ("register_certificate_ground_frozen", "register_certificate", "UPDATE", "OLD.ground <> NEW.ground", "a certificate is frozen"),
]
TAKEN = (
    "EXISTS (SELECT 1 FROM register_certificate WHERE (batch_id = NEW.batch_id AND person_id = NEW.person_id) OR "
    "(person_id = NEW.person_id AND kind = NEW.kind AND ground = NEW.ground AND ground <> '' AND state = 'issued' "
    "AND NEW.state = 'issued'))"
)


def forwards(_apps, editor):
    if editor.connection.vendor != "postgresql":
        for name, table, moment, when, words in REFUSALS:
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        editor.execute(
            f"CREATE TRIGGER register_certificate_no_replace_ground BEFORE INSERT ON register_certificate WHEN {TAKEN} "
            f"BEGIN SELECT RAISE(ABORT, 'register_certificate: this row is already there'); END"
        )
        return
    for name, table, moment, when, words in REFUSALS:
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"
        )


def backwards(_apps, editor):
    for name, table, *_rest in [*REFUSALS, ("register_certificate_no_replace_ground", "register_certificate")]:
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if editor.connection.vendor == "postgresql" else ""))


class Migration(migrations.Migration):
    dependencies = [("register", "0009_batches_by_one_person")]
    operations = [
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('made_by')), _negated=True), ('by_one_person', True), _connector='OR'), name='batch_approved_by_another', violation_error_message='Somebody else than who proposed the list approves it.'),
        ),
        migrations.RunPython(forwards, backwards, elidable=False),
        frozen_when("register_batch", "frozen", "OLD.approved_at IS NOT NULL", BATCH),
        append_only("register_recipient"),
        append_only("register_layoutversion"),
        no_replace("register_recipient", "id = NEW.id", "batch_id = NEW.batch_id AND person_id = NEW.person_id"),
        no_replace(
            "register_layoutversion", "id = NEW.id", "code = NEW.code",
            "layout_id = NEW.layout_id AND number = NEW.number",
        ),
    ]
