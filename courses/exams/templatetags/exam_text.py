"""Texts of questions as pages show them: escaped, with line breaks, pictures and recordings."""

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from courses.exams.queries.media import kind_of
from courses.exams.rules import Piece, pieces, without_media

register = template.Library()


@register.filter
def exam_text(text: str, _sitting: object = None) -> SafeString:
    """Return ``text`` as HTML. Nothing in it is taken for HTML; what its markers name is shown in their place."""
    return format_html_join("", "{}", ((_shown(piece),) for piece in pieces(text)))


@register.filter
def exam_words(text: str) -> str:
    """Return ``text`` with the words of its pictures and recordings, for a file that stands on its own."""
    return without_media(text)


@register.filter
def exam_line(text: str) -> str:
    """Return ``text`` on one line, with the words of its pictures and recordings."""
    return " ".join(without_media(text).split())


def _shown(piece: Piece) -> SafeString:
    if not piece.uid:
        # Escaped first, so that the breaks are the only tags.
        return mark_safe("<br>".join(escape(piece.text).strip("\n").splitlines()))  # noqa: S308
    address, kind = reverse("exams:media", args=[piece.uid]), kind_of(piece.uid)
    if kind == "image":
        return format_html('<img class="question__picture" src="{}" alt="{}">', address, piece.text)
    if kind == "audio":
        return format_html(
            '<audio class="question__sound" src="{}" controls preload="auto" aria-label="{}"></audio>',
            address,
            piece.text,
        )
    return format_html("[{}]", piece.text)
