"""What every address of the interface has in common: whose eyes it reads with, and no parameter that it ignores."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, get_type_hints

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from lms.api.bearer import Bearer
from lms.api.paging import LARGEST_KEY
from lms.kit.errors import Refusal
from lms.people.models import Person

Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
EARLIEST, LATEST = 1900, 2200


def _of_our_time(given: Any) -> Any:
    """Refuse a day or an instant so far off that the database cannot hold it in UTC."""
    if not EARLIEST <= given.year <= LATEST:
        said = str(_("Give a year from %(earliest)s to %(latest)s.") % {"earliest": EARLIEST, "latest": LATEST})
        raise PydanticCustomError("out_of_time", said)
    return given


Instant = Annotated[datetime, AfterValidator(_of_our_time)]
Day = Annotated[date, AfterValidator(_of_our_time)]
Text = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]


class UnknownParameter(Refusal):
    """A parameter that is not on the list: a mistyped filter must not give an answer without it."""

    code, status = "unknown_parameter", 422
    message = _("%(name)s is no parameter of this address. There are: %(known)s.")


def viewer_of(request: HttpRequest) -> Person:
    """Return the person whose token asks."""
    person: Person = request.auth.person  # type: ignore[attr-defined]
    return person


def reads(router: Router, path: str, name: str, *, ability: str, response: Any, summary: str) -> Callable[..., Any]:
    """Register a function as what answers GET on ``path``, to tokens with ``ability``.

    :param name: the address's name inside ``api:``, and the operation's in the OpenAPI document.
    """

    def register(view: Callable[..., Any]) -> Callable[..., Any]:
        known = sorted(set(_parameters(view)))

        @wraps(view)
        def asked(request: HttpRequest, **values: Any) -> Any:
            for each in request.GET:
                if each not in known:
                    raise UnknownParameter(name=each[:60], known=", ".join(known) or "-")
            return view(request, **values)

        router.get(path, auth=Bearer(ability), response=response, url_name=name, operation_id=name, summary=summary)(
            asked
        )
        return view

    return register


def _parameters(view: Callable[..., Any]) -> Iterator[str]:
    hints = get_type_hints(view)
    for name in list(inspect.signature(view).parameters)[1:]:
        hint = hints.get(name)
        if isinstance(hint, type) and issubclass(hint, Schema):
            yield from hint.model_fields
