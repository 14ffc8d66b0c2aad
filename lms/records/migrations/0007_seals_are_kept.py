from django.db import migrations

from lms.kit.triggers import append_only, no_replace, refuse

# The next run begins where the one before it ended, and its records come after that one's.
_GAP = (
    "NEW.start <> COALESCE((SELECT r.start + r.width FROM records_sealedrun r WHERE r.level = NEW.level "
    "ORDER BY r.start DESC LIMIT 1), 0)"
)
_DISORDER = (
    "NEW.first_id <= (SELECT r.last_id FROM records_sealedrun r WHERE r.level = NEW.level ORDER BY r.start DESC LIMIT 1)"
)
_TOO_MANY = (
    "NEW.size > COALESCE((SELECT r.start + r.width FROM records_sealedrun r WHERE r.level = 0 "
    "ORDER BY r.start DESC LIMIT 1), 0)"
)
_EARLIER = "EXISTS (SELECT 1 FROM records_treehead h WHERE h.size >= NEW.size)"


class Migration(migrations.Migration):
    dependencies = [("records", "0006_seals")]
    operations = [
        append_only("records_sealedrun"),
        no_replace("records_sealedrun", "id = NEW.id", "level = NEW.level AND start = NEW.start"),
        refuse("records_sealedrun", "gap", "insert", _GAP, "hashes are added at the end of their level"),
        refuse("records_sealedrun", "disorder", "insert", _DISORDER, "records are sealed in the order of their numbers"),
        append_only("records_treehead"),
        no_replace("records_treehead", "id = NEW.id", "size = NEW.size"),
        refuse("records_treehead", "unsealed", "insert", _TOO_MANY, "only what is hashed is sealed"),
        refuse("records_treehead", "earlier", "insert", _EARLIER, "a head is over more than the one before"),
    ]
