"""Questions in and out in the admin's menu."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem


class ImportMenuItem(MenuItem):
    """Shown to those who may import questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the viewer holds the permission."""
        return request.user.has_perm("exams.import_question")


def imports_menu_item() -> MenuItem:
    """Lead to the imports."""
    return ImportMenuItem(
        _("Import and export"), reverse("question_imports:history"), name="question-imports", icon_name="upload"
    )
