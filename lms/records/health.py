"""What ``/healthz`` tells of the seals."""

from datetime import datetime, timedelta
from typing import Any

from lms.records.queries import unsealed_since
from lms.site.health import tell

# They are sealed every hour: by then once was missed.
LONGEST = timedelta(hours=2)


@tell("seals")
def seals(at: datetime) -> dict[str, Any]:
    """Say how long the oldest record that is under no head has waited."""
    since = unsealed_since()
    waited = max(at - since, timedelta()) if since else timedelta()
    return {"ok": waited <= LONGEST, "oldest_unsealed_seconds": int(waited.total_seconds())}
