from django.db import migrations

from lms.kit.triggers import append_only, no_replace, refuse

SETS, RULES, LINES = "credits_ruleset", "credits_creditrule", "credits_creditline"
OVERLAPS = """NEW.state = 'in_force' AND EXISTS (
  SELECT 1 FROM credits_ruleset other WHERE other.authority = NEW.authority AND other.state = 'in_force' AND {apart}
  AND (other.valid_to IS NULL OR other.valid_to > NEW.valid_from)
  AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to))"""
# Two sets that come into force at once would each not see the other.
ONE_BY_ONE = "PERFORM pg_advisory_xact_lock(hashtext('credits_ruleset' || NEW.authority))"
SAME = ("code", "version", "authority", "name", "valid_from", "document", "sourced", "source_note")
CHANGED = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in SAME]
    + [
        f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)"
        for column in ("required_hundredths", "required_hours", "replaces_id")
    ]
)
NOT_A_DRAFT = "EXISTS (SELECT 1 FROM credits_ruleset owner WHERE owner.id = {row}.rule_set_id AND owner.state <> 'draft')"
STANDS = """NEW.reverses_id IS NULL AND EXISTS (
  SELECT 1 FROM credits_creditline line WHERE line.record_id = NEW.record_id AND line.authority = NEW.authority
  AND line.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM credits_creditline taken WHERE taken.reverses_id = line.id))"""


class Migration(migrations.Migration):
    dependencies = [("credits", "0006_rule_sets_whole")]
    operations = [
        append_only(LINES),
        no_replace(
            LINES,
            "id = NEW.id",
            "reverses_id = NEW.reverses_id",
            "record_id = NEW.record_id AND authority = NEW.authority AND sequence = NEW.sequence "
            "AND reverses_id IS NULL AND NEW.reverses_id IS NULL",
        ),
        refuse(LINES, "stands_once", "insert", STANDS, "this record has a standing line under this authority"),
        refuse(SETS, "no_overlap", "insert", OVERLAPS.format(apart="TRUE"), "periods overlap", first=ONE_BY_ONE),
        refuse(
            SETS, "no_overlap", "update", OVERLAPS.format(apart="other.id <> NEW.id"), "periods overlap", first=ONE_BY_ONE
        ),
        refuse(
            SETS,
            "frozen",
            "update",
            f"OLD.state <> 'draft' AND ({CHANGED} OR NEW.state = 'draft' OR OLD.state = 'retired')",
            "a set in force is not edited",
        ),
        refuse(SETS, "frozen", "delete", "OLD.state <> 'draft'", "a set in force is not deleted"),
        refuse(RULES, "frozen", "insert", NOT_A_DRAFT.format(row="NEW"), "only a draft takes rules"),
        refuse(
            RULES,
            "frozen",
            "update",
            f"{NOT_A_DRAFT.format(row='OLD')} OR {NOT_A_DRAFT.format(row='NEW')}",
            "only a draft changes its rules",
        ),
        refuse(RULES, "frozen", "delete", NOT_A_DRAFT.format(row="OLD"), "only a draft drops rules"),
    ]
