"""The admin's page of one's own settings, without what is not one's own to set."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel


class OwnSettingsView(AccountView):
    """Wagtail asks for a first and a last name. Names come from rosters, in one piece."""

    def get_panels(self) -> list[Any]:
        """Return the panels but that of the name."""
        return [panel for panel in super().get_panels() if not isinstance(panel, NameEmailSettingsPanel)]


own_settings = require_admin_access(OwnSettingsView.as_view())
