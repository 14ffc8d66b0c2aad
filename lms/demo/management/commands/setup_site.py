"""Set up what every installation needs before anybody can use it."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command

from lms.people.actions import sync_roles
from lms.records.models import Subject
from lms.site.actions import open_site

# Fields of knowledge that activities are tagged with; editors add their own.
SUBJECTS = {
    "respiratory": "呼吸",
    "cardiovascular": "心血管",
    "tcm": "中医药",
    "general": "全科",
    "public-health": "公共卫生",
}


class Command(BaseCommand):
    """Safe to repeat: a second run changes nothing."""

    help = "Create the cache table, the home page, the permission groups of the roles and the subjects."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the steps in the order they need each other."""
        call_command("createcachetable", verbosity=0)
        open_site(name=settings.WAGTAIL_SITE_NAME, address=settings.BASE_URL)
        missing = sync_roles()
        if missing:
            self.stderr.write(f"Permissions that no app defines: {', '.join(missing)}")
        for code, name in SUBJECTS.items():
            Subject.objects.get_or_create(code=code, defaults={"name": name})
