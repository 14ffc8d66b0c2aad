from django.db import migrations

VERSION, REQUIREMENT = "schemes_schemeversion", "schemes_requirement"
COHORT, EXEMPTION = "schemes_cohort", "schemes_exemption"

FROZEN = f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {{row}}.version_id AND v.frozen_at IS NOT NULL)"
# A part stands one step deeper than its group, after it and in the same version: so no group is inside itself.
MISPLACED = (
    f"NEW.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {REQUIREMENT} g WHERE g.id = NEW.parent_id "
    "AND g.version_id = NEW.version_id AND g.depth = NEW.depth - 1 AND g.position < NEW.position "
    "AND g.measure IN ('all', 'any', 'some'))"
)
MOVED_FROM_PARTS = (
    "(OLD.depth <> NEW.depth OR OLD.version_id <> NEW.version_id OR OLD.measure <> NEW.measure "
    f"OR OLD.position <> NEW.position) AND EXISTS (SELECT 1 FROM {REQUIREMENT} p WHERE p.parent_id = OLD.id)"
)
OTHER_SCHEME = f"NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.version_id AND v.scheme_id = NEW.scheme_id)"
OTHER_CLASS = (
    f"NOT EXISTS (SELECT 1 FROM schemes_traineeship t JOIN {COHORT} c ON c.id = t.cohort_id "
    f"JOIN {REQUIREMENT} r ON r.version_id = c.version_id WHERE t.id = NEW.traineeship_id AND r.id = NEW.requirement_id)"
)

# Name, table, verb, condition, what is said.
TRIGGERS = [
    ("version_frozen", VERSION, "UPDATE", "OLD.frozen_at IS NOT NULL", "a version in use is frozen"),
    ("version_kept", VERSION, "DELETE", "OLD.frozen_at IS NOT NULL", "a version in use is kept"),
    ("frozen_grows", REQUIREMENT, "INSERT", FROZEN.format(row="NEW"), "a version in use is frozen"),
    ("frozen_stays", REQUIREMENT, "UPDATE", f"{FROZEN.format(row='OLD')} OR {FROZEN.format(row='NEW')}",
     "a version in use is frozen"),
    ("frozen_shrinks", REQUIREMENT, "DELETE", FROZEN.format(row="OLD"), "a version in use is frozen"),
    ("placed", REQUIREMENT, "INSERT", MISPLACED, "a part stands one step inside its group"),
    ("replaced", REQUIREMENT, "UPDATE", f"({MISPLACED}) OR ({MOVED_FROM_PARTS})",
     "a part stands one step inside its group"),
    ("own_version", COHORT, "INSERT", OTHER_SCHEME, "a class runs a version of its own scheme"),
    ("other_version", COHORT, "UPDATE", OTHER_SCHEME, "a class runs a version of its own scheme"),
    ("own_class", EXEMPTION, "INSERT", OTHER_CLASS, "an exemption is from a requirement of the class"),
    ("exemption_kept", EXEMPTION, "DELETE", "1 = 1", "an exemption is kept"),
]


def _sqlite(editor, name, table, verb, condition, said):
    editor.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )


def _postgresql(editor, name, table, verb, condition, said):
    # PostgreSQL takes no sub-query in WHEN, so the function asks.
    result = "OLD" if verb == "DELETE" else "NEW"
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {result}; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    )


def forwards(_apps, editor):
    make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
    for trigger in TRIGGERS:
        make(editor, *trigger)


def backwards(_apps, editor):
    for name, table, *_rest in TRIGGERS:
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on_table}")


class Migration(migrations.Migration):
    dependencies = [("schemes", "0010_versions_whole")]
    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
