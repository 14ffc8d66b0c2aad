#!/usr/bin/env python
"""Django's command line for Xinglin."""

import os
import sys


def main() -> None:
    """Run one management command."""
    # What it writes is about people, and for the account it runs under alone. All that `serve` starts inherits this.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
