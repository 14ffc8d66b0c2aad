"""``python -m tests.faults STEP…``: one step on the database of this environment, its finding as the last line.

``lay PEOPLE BROWSERS SECONDS`` prepares it, ``judge`` reads from its input what phones and screens were told and says
what is not so.
"""

import contextlib
import json
import sys
from typing import Any


def main(words: list[str]) -> int:
    """Do the step that the command line names."""
    import django

    with contextlib.redirect_stdout(sys.stderr):
        django.setup()
        found = _step(words)
    print(json.dumps(found, ensure_ascii=False, default=list))
    return 0


def _step(words: list[str]) -> Any:
    from tests.faults import judging, laying

    match words:
        case ["lay", people, browsers, seconds]:
            return laying.lay(int(people), int(browsers), bell_in=float(seconds))
        case ["judge"]:
            return judging.judge(**json.load(sys.stdin))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
