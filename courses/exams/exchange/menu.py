"""Questions in and out in the admin's menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.site.menu import PermittedMenuItem


def imports_menu_item() -> PermittedMenuItem:
    """Lead to the imports."""
    look = {"name": "question-imports", "icon_name": "upload"}
    url = reverse("question_imports:history")
    return PermittedMenuItem(_("Import and export"), url, permission="exams.import_question", **look)
