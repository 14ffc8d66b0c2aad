"""Addresses of the interface, below ``/api/v1/``."""

from typing import Any, cast

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from lms.api import problems, views
from lms.api.service import service


class AnythingConverter(PathConverter):
    """What is left of an address, be it of several lines."""

    regex = r"[\s\S]+"


register_converter(AnythingConverter, "anything")
_patterns, _app, _namespace = service.urls
for _each in _patterns:
    _each.callback = problems.for_reading(cast("Any", _each).callback)

urlpatterns = [
    path("", views.guide, name="api_guide"),
    path("openapi.json", views.openapi, name="api_document"),
    path("", (_patterns, _app, _namespace)),
    # Whatever else is asked for is answered as programs expect it.
    path("<anything:rest>", views.nothing, name="api_nothing"),
]
