"""Pictures and recordings of questions: kept once, shown to whoever may see them."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from courses.exams import actions, queries
from courses.exams.models import QuestionMedia
from courses.exams.uploads import Upload, examine
from lms.people.roles import Role
from tests.courses.exams.test_uploads import MP3, picture
from tests.courses.offices import appointed
from tests.factories.exams import QuestionMediaFactory, QuestionVersionFactory, SittingItemFactory
from tests.factories.people import OrganisationFactory, PersonFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf(tmp_path, monkeypatch):
    monkeypatch.setattr(QuestionMedia._meta.get_field("file"), "storage", FileSystemStorage(tmp_path))


@pytest.fixture
def editor(hospital):
    return appointed(Role.COURSE_EDITOR, hospital)


@pytest.fixture
def media(at):
    return actions.keep_media(upload=Upload(MP3, "audio/mpeg", "mp3"), alt="湿啰音", by=None, at=at)


def sent(content=None, name="胸片.png"):
    return {"file": SimpleUploadedFile(name, picture() if content is None else content), "alt": "胸片[正位]"}


def test_the_same_file_is_kept_once(editor, at):
    content = picture()
    upload = examine(io.BytesIO(content), len(content))

    first = actions.keep_media(upload=upload, alt=" 胸片 ", by=editor, at=at)
    second = actions.keep_media(upload=upload, alt="别的", by=None, at=at)

    assert (first, first.alt, first.kind, first.made_by) == (second, "胸片", "image", editor)
    assert first.uid.hex in first.file.name


def test_an_editor_sends_a_picture_from_the_form_and_gets_its_marker(client, editor):
    client.force_login(editor)

    answer = client.post(reverse("exam_media:send"), sent()).json()

    kept = QuestionMedia.objects.get()
    assert answer == {"marker": f"![胸片(正位)](media:{kept.uid.hex})", "kind": "image"}
    assert queries.media_for(editor, kept.uid.hex) == kept


def test_what_is_no_picture_is_refused_with_a_sentence(client, editor):
    client.force_login(editor)

    answer = client.post(reverse("exam_media:send"), sent(b"<svg><script/></svg>", "x.png"))

    assert (answer.status_code, "PNG" in answer.json()["message"]) == (422, True)
    assert client.post(reverse("exam_media:add"), {"alt": "x"}).status_code == 422
    assert not QuestionMedia.objects.exists()


def test_an_editor_sends_a_recording_by_itself_and_finds_it_again(client, editor):
    client.force_login(editor)
    assert client.get(reverse("exam_media:add")).status_code == 200

    shown = client.post(reverse("exam_media:add"), sent(MP3, "x.mp3"), follow=True)

    kept = QuestionMedia.objects.get()
    assert kept.marker() in shown.content.decode()
    assert kept.marker() in client.get(reverse("exam_media:index")).content.decode()
    version = QuestionVersionFactory(stem=f"听 {kept.marker()}")
    QuestionVersionFactory(stem=f"听 {kept.marker()}", question__keeper=OrganisationFactory())
    assert client.get(reverse("exam_media:inspect", args=[kept.pk])).context["versions"] == [version]


def test_a_list_shows_what_colleagues_sent_and_nothing_of_strangers(editor, hospital):
    colleague, stranger = PostFactory(workplace=hospital).person, PersonFactory()
    seen = [QuestionMediaFactory(made_by=each) for each in (editor, colleague, None)]
    QuestionMediaFactory(made_by=stranger)

    assert set(QuestionMedia.objects.visible_to(editor)) == set(seen)
    assert QuestionMedia.objects.visible_to(PersonFactory(is_superuser=True)).count() == 4
    assert not QuestionMedia.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("place", ["stem", "options", "parts", "explanation"], ids=lambda place: f"in-{place}")
def test_a_doctor_gets_what_the_own_paper_shows(client, media, place):
    part = {"stem": media.marker(), "options": ["甲", "乙"], "right": [0], "explanation": "", "rubric": "", "stage": 1}
    texts = {"stem": media.marker(), "explanation": media.marker(), "options": ["甲", media.marker()], "parts": [part]}
    version = QuestionVersionFactory(**{place: texts[place]})
    doctor = SittingItemFactory(version=version).sitting.person
    client.force_login(doctor)

    answer = client.get(reverse("exams:media", args=[media.uid.hex]))

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, MP3)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("audio/mpeg", "private, max-age=86400, immutable")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_player_gets_a_piece(client, editor, media):
    client.force_login(editor)

    answer = client.get(reverse("exams:media", args=[media.uid.hex]), headers={"Range": "bytes=0-2"})

    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"ID3")


def test_nobody_else_gets_it(client, media):
    version = QuestionVersionFactory(stem=media.marker())
    doctor = SittingItemFactory().sitting.person
    address = reverse("exams:media", args=[media.uid.hex])
    assert client.get(address).status_code == 302
    assert version.question.code
    for person in (doctor, PersonFactory()):
        client.force_login(person)
        assert client.get(address).status_code == 404
    client.force_login(PersonFactory(is_superuser=True))
    for wrong in ("0" * 32, "x", media.uid.hex.upper(), str(media.uid)):
        assert client.get(reverse("exams:media", args=[wrong])).status_code == 404


def test_the_kinds_of_many_are_asked_once(media, django_assert_num_queries):
    other = QuestionMediaFactory()
    texts = [media.marker(), other.marker()]

    with django_assert_num_queries(1):
        queries.remember(texts)
    with django_assert_num_queries(0):
        queries.remember(texts)
        assert [queries.kind_of(each.uid.hex) for each in (media, other)] == ["audio", "image"]


@pytest.mark.database
def test_a_file_is_never_changed_and_always_described(media):
    for write in (
        lambda: QuestionMedia.objects.filter(pk=media.pk).update(alt="别的"),
        media.delete,
        lambda: QuestionMediaFactory(alt=""),
        lambda: QuestionMediaFactory(sha256=media.sha256, file=ContentFile(b"x", "x.png")),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
