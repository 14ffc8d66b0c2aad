"""What the Wagtail admin wears."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_colors() -> SafeString:
    """Give the admin the colors of the phone site: it is one product."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/admin.css"))
