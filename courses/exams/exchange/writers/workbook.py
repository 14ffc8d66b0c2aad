"""The bank as a workbook, and packed with its pictures and sounds where it has any."""

import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime

from courses.exams.exchange.columns import WIDTHS
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.markers import texts_of, uids_in
from courses.exams.exchange.writers.rows import header, rows_of
from lms.exchange.sheets import Sheet, write_workbook

# The name a medium has beside a text, and its content.
File = tuple[str, bytes]


def to_workbook(drafts: Iterable[Draft], *, sheet: str, made_at: datetime | None = None) -> bytes:
    """Return the questions as .xlsx. Media stay named by their markers."""
    file = io.BytesIO()
    rows = (values for draft in drafts for _row, values in rows_of(draft))
    write_workbook(file, [Sheet(name=sheet, header=header(), rows=rows, widths=WIDTHS)], made_at=made_at)
    return file.getvalue()


def to_archive(
    drafts: list[Draft], *, sheet: str, file_of: Callable[[str], File | None], made_at: datetime | None = None
) -> tuple[bytes, str]:
    """Return the questions with their media, and the ending of the file's name.

    A bank without media is a plain ``xlsx``; with them a ``zip`` of the workbook and a folder of files.

    :param file_of: the name and content of a medium by its uid; ``None`` where there is none.
    """
    book = to_workbook(drafts, sheet=sheet, made_at=made_at)
    files = media_of(drafts, file_of)
    if not files:
        return book, "xlsx"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("questions.xlsx", book)
        for name, content in files.values():
            archive.writestr(zipfile.ZipInfo(f"media/{name}"), content)
    return packed.getvalue(), "zip"


def media_of(drafts: Iterable[Draft], file_of: Callable[[str], File | None]) -> dict[str, File]:
    """Return the media that questions name and that are there, by uid."""
    uids = {uid for draft in drafts for text in texts_of(draft) for uid in uids_in(text)}
    found = {uid: file_of(uid) for uid in sorted(uids)}
    return {uid: file for uid, file in found.items() if file is not None}
