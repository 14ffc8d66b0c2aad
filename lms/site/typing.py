"""Who is asking, for views behind a sign-in: the type checker knows a request's user only as "somebody"."""

from typing import TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

if TYPE_CHECKING:
    from lms.people.models import Person

# The gate that makes :func:`person_of` true.
signed_in = login_required


def person_of(request: HttpRequest) -> "Person":
    """Return the person signed in to ``request``."""
    return cast("Person", request.user)
