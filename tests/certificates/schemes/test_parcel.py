"""Packing files so that the same files are the same bytes."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest

from certificates.schemes.parcel import pack, safe_name
from lms.records.reporting import ReportPart

AS_OF = datetime(2026, 11, 25, 4, 0, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def part(name, order=10, content=b"x"):
    return ReportPart(order=order, name=name, content=content, about="a file")


def names(parcel):
    return zipfile.ZipFile(io.BytesIO(parcel.content)).namelist()


def test_the_order_of_the_parts_does_not_matter():
    some = [part("b.txt", 20), part("a.txt", 20), part("c.txt", 10)]
    first = pack(some, about={"class": "第一期"}, as_of=AS_OF)

    assert pack(reversed(some), about={"class": "第一期"}, as_of=AS_OF).content == first.content
    assert names(first)[2:] == ["1-c.txt", "2-a.txt", "3-b.txt"]


def test_two_files_of_one_name_stay_two():
    assert names(pack([part("a.txt"), part("a.txt", content=b"y")], about={}, as_of=AS_OF))[2:] == [
        "1-a.txt",
        "2-a.txt",
    ]


def test_the_manifest_says_what_and_when():
    parcel = pack([part("a.txt")], about={"class": "第一期"}, as_of=AS_OF)
    archive = zipfile.ZipFile(io.BytesIO(parcel.content))
    manifest = json.loads(archive.read("manifest.json"))

    assert manifest == parcel.manifest
    assert (manifest["class"], manifest["as_of"]) == ("第一期", "2026-11-25T04:00:07+00:00")
    assert archive.getinfo("manifest.json").date_time == (2026, 11, 25, 12, 0, 6)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("a\\b:c*?.html", "a b c.html"),
        ("", "_"),
        ("..", "_"),
        ("长" * 100 + ".html", "长" * 75 + ".html"),
        ("长" * 100, "长" * 80),
    ],
)
def test_no_name_leads_out_of_its_folder(text, name):
    assert safe_name(text) == name
