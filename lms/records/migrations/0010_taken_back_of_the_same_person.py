"""A record takes back a record of the same person, which itself takes none back: what is added up relies on it."""

from django.db import migrations

from lms.kit.triggers import refuse

_OTHER = (
    "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_learningrecord r "
    "WHERE r.id = NEW.reverses_id AND r.person_id = NEW.person_id AND r.reverses_id IS NULL)"
)
_MESSAGE = "a reversal takes back a record of the same person, and no reversal"
# Most records take none back: they do not come as far as the look.
_NONE = "IF NEW.reverses_id IS NULL THEN RETURN NEW; END IF"


class Migration(migrations.Migration):
    dependencies = [("records", "0009_records_taken_back")]
    operations = [refuse("records_learningrecord", "other", "insert", _OTHER, _MESSAGE, first=_NONE)]
