"""What the whole site asks of Wagtail."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.documents.models import AbstractDocument


@hooks.register("before_serve_document")
def sign_in_first(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Send no teaching file to a visitor, published or not: its address is a number anybody can count up."""
    return None if request.user.is_authenticated else redirect_to_login(request.get_full_path())
