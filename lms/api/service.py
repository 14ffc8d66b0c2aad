"""The interface as a whole, and its OpenAPI document in the reader's words."""

from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext, gettext_noop
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from lms.api.problems import TYPE, speak_problems
from lms.api.routes import certificates, coverage, people, places, programmes, records, tokens

VERSION = "1.0.0"
_WORDS = {"summary", "description"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": gettext_noop("a sentence for people")},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}
_REFUSALS = {
    "401": gettext_noop("no token, or none that is valid now"),
    "403": gettext_noop("the token may not read this"),
    "404": gettext_noop("nothing there, or nothing for this token"),
    "422": gettext_noop("a parameter is not as it should be"),
    "429": gettext_noop("too many calls in this minute; see Retry-After"),
}
# By operation: what only that one may answer.
_OWN_REFUSALS = {"programme": {"409": gettext_noop("the figures of the day that is over are not counted yet")}}


class _Renderer(JSONRenderer):
    # Chinese as it is written: half the bytes, and readable.
    json_dumps_params = {"ensure_ascii": False}


class _Service(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        """Answer with the document's fingerprint; who has it already is not sent it again."""
        response = super().create_response(request, data, **more)
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Authorization"
        return get_conditional_response(request, response["ETag"], response=response) or response


service = _Service(
    title="Xinglin",
    version=VERSION,
    description=gettext_noop(
        "Reads training data inside the scope of the person a token belongs to. Nothing can be changed."
    ),
    urls_namespace="api",
    renderer=_Renderer(),
    docs_url=None,
    openapi_url=None,
)
speak_problems(service)
for _module in (tokens, places, people, records, coverage, programmes, certificates):
    service.add_router("", _module.router)


def document() -> dict[str, Any]:
    """Return the OpenAPI document, in the language of the moment."""
    found: dict[str, Any] = dict(service.get_openapi_schema())
    found["components"]["schemas"] = {**found["components"]["schemas"], "Problem": _PROBLEM}
    for operation in (each for path in found["paths"].values() for each in path.values()):
        operation["responses"] = {str(status): said for status, said in operation["responses"].items()}
        for status, said in {**_REFUSALS, **_OWN_REFUSALS.get(operation["operationId"], {})}.items():
            content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            operation["responses"][status] = {"description": said, "content": content}
    in_words: dict[str, Any] = _in_words(found)
    return in_words


def _in_words(part: Any) -> Any:
    if isinstance(part, dict):
        said = {key: _in_words(value) for key, value in part.items()}
        return {
            key: gettext(value) if key in _WORDS and isinstance(value, str) and value else value
            for key, value in said.items()
        }
    return [_in_words(each) for each in part] if isinstance(part, list) else part
