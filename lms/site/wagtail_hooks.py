"""What the whole site asks of Wagtail."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.documents.models import AbstractDocument


@hooks.register("insert_global_admin_css")
def admin_colors() -> SafeString:
    """Give the admin the colors of the phone site: it is one product."""
    return format_html('<link rel="stylesheet" href="{}">', static("site/admin.css"))


@hooks.register("before_serve_document")
def sign_in_first(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Send no teaching file to a visitor, published or not: its address is a number anybody can count up."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())
