"""XML from outside, parsed without entities, document types or addresses; every element knows its line."""

import html
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import DefusedXMLParser

from courses.exams.exchange.refusals import BrokenXml, NotMoodle, UnsafeXml
from courses.exams.exchange.texts import decoded_xml

_LINE = "{xinglin}line"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class _Parser(DefusedXMLParser):
    """Writes into every element the line it begins at."""

    def _start(self, *arguments: Any) -> Element:
        element: Element = super()._start(*arguments)
        element.set(_LINE, str(self.parser.CurrentLineNumber))
        return element


def parse(data: bytes) -> Element:
    """Return the root of a Moodle XML file.

    :raises SheetRefused: it is damaged, unsafe, or no Moodle XML.
    """
    text = decoded_xml(data)
    parser = _Parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        # The declaration names the encoding the bytes had; what is parsed is text.
        parser.feed(_DECLARATION.sub(_blank, text, count=1).encode("utf-8"))
        root: Element = parser.close()
    except DTDForbidden as fault:
        raise UnsafeXml(what="<!DOCTYPE>") from fault
    except (EntitiesForbidden, ExternalReferenceForbidden) as fault:
        raise UnsafeXml(what="<!ENTITY>") from fault
    except ParseError as fault:
        raise BrokenXml(line=fault.position[0], what=str(fault).partition(":")[0]) from fault
    if root.tag != "quiz":
        raise NotMoodle(what=str(root.tag)[:40])
    return root


def _blank(declaration: "re.Match[str]") -> str:
    """Return nothing on as many lines as the declaration has, so that the others keep their numbers."""
    return "\n" * declaration.group().count("\n")


def line_of(element: Element) -> int:
    """Return the line an element begins at."""
    return int(element.get(_LINE, "0"))


def text_in(element: Element | None) -> str:
    """Return what stands in the ``<text>`` of an element, or in the element itself without its children."""
    if element is None:
        return ""
    inner = element.find("text")
    if inner is None:
        return element.text or ""
    return _with_tags(inner) if len(inner) else inner.text or ""


def _with_tags(element: Element) -> str:
    """Return the content of an element whose HTML was written into the XML as it is."""
    pieces = [html.escape(element.text or "", quote=False)]
    for child in element:
        named = "".join(f' {name}="{html.escape(value)}"' for name, value in child.items() if name != _LINE)
        pieces += [
            f"<{child.tag}{named}>",
            _with_tags(child),
            f"</{child.tag}>",
            html.escape(child.tail or "", quote=False),
        ]
    return "".join(pieces)


def value(element: Element, path: str) -> str:
    """Return the text of a child, without blanks around it; nothing where there is none."""
    return text_in(element.find(path)).strip()


def is_set(element: Element, path: str, *, default: bool = False) -> bool:
    """Return whether a child says yes, in one of the ways Moodle has written it over the years."""
    said = value(element, path).lower()
    return default if not said else said in ("1", "true", "yes")


def every(element: Element, *paths: str) -> Iterator[Element]:
    """Yield all children of some names, one name after the other."""
    for path in paths:
        yield from element.findall(path)
