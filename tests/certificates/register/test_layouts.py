"""Layouts: versions, pictures, the preview on real people, the check over a class."""

import io
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from certificates.register import layout_form, pictures
from certificates.register.actions import ChangedSince, retire_layout, save_layout
from certificates.register.design import UnknownPlaceholder, design_of, picture_url, placeholders
from certificates.register.dues import plan_for
from certificates.register.models import Batch, Layout, LayoutVersion, NumberPattern, private_storage
from certificates.register.printing import DEFAULT_LAYOUT, FontMissing, page, render, render_slowly
from certificates.register.queries import faults_in_print
from tests.certificates.people import manager_of
from tests.certificates.register.test_actions import issue, make_class
from tests.factories.credits import CreditLineFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.printing import facts
from tests.factories.records import ActivityFactory, LearningRecordFactory
from tests.factories.register import LayoutFactory, LayoutVersionFactory, NumberPatternFactory

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://127.0.0.1:9/x.png"/></svg>'
COLORS = {"seal": (200, 0, 0, 255), "autograph": (0, 0, 200, 255)}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def picture(size=(60, 60), form="PNG", color=(200, 0, 0, 255), mode="RGBA"):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, form)
    return file.getvalue()


def examined(content):
    return pictures.examine(io.BytesIO(content), len(content))


class TestPictures:
    @pytest.mark.parametrize(("form", "mode", "color", "ending"), [
        ("PNG", "RGBA", (1, 2, 3, 4), "png"),
        ("PNG", "L", 7, "png"),
        ("JPEG", "CMYK", (1, 2, 3, 4), "jpg"),
    ])  # fmt: skip
    def test_a_picture_is_written_anew_in_colors_that_print(self, form, mode, color, ending):
        kept = examined(picture(form=form, mode=mode, color=color))

        assert kept.form == ending
        assert Image.open(io.BytesIO(kept.content)).mode in {"RGB", "RGBA"}
        assert kept.name.endswith(f".{ending}")

    @pytest.mark.parametrize(
        "content",
        [SVG, b"GIF89a" + bytes(300), b"%PDF-1.7", picture()[:60], b"\x89PNG\r\n\x1a\n" + bytes(300), picture((9, 9))],
        ids=["svg", "gif", "pdf", "cut-off", "empty-png", "a-dot"],
    )
    def test_what_is_no_picture_is_refused(self, content):
        with pytest.raises(pictures.NoPicture):
            examined(content)

    def test_a_small_file_with_too_many_dots_is_refused_before_it_is_decoded(self):
        with pytest.raises(pictures.TooManyPixels):
            examined(picture((5000, 4000), mode="1", color=0))

    def test_a_large_file_is_refused_unread(self):
        class Unreadable:
            def read(self):
                raise AssertionError("was read")

        with pytest.raises(pictures.PictureTooLarge, match="50 MB"):
            pictures.examine(Unreadable(), 50 * pictures.MEGABYTE)

    def test_a_picture_altered_on_disk_is_not_printed(self):
        version = saved(seal=examined(picture()))
        with private_storage().open(version.seal.name, "wb") as file:
            file.write(picture(color=(0, 0, 0, 255)))

        with pytest.raises(ValueError, match="altered"):
            picture_url(version.seal.name)


def saved(layout=None, design=None, **given):
    layout = layout or Layout(name="红", issuer=OrganisationFactory())
    design = design or {"title": "结业证书", "body": "{name}在“{scheme}”结业。"}
    from datetime import UTC, datetime

    return save_layout(layout, design, given, by=PersonFactory(), at=datetime(2026, 11, 19, tzinfo=UTC))


class TestVersions:
    def test_what_is_changed_is_a_new_version_and_what_is_not_is_none(self):
        first = saved()
        again = saved(first.layout)
        second = saved(first.layout, {"title": "结业证", "body": "x"})

        assert first == again
        assert (second.number, second.code) == (2, f"layout-{first.layout_id}.2")
        assert LayoutVersion.objects.count() == 2

    def test_two_people_at_one_layout_do_not_overwrite_each_other(self):
        layout = saved().layout
        layout.seen = 1
        saved(layout, {"title": "甲", "body": "x"})

        with pytest.raises(ChangedSince):
            saved(layout, {"title": "乙", "body": "x"})

    def test_a_retired_layout_is_offered_no_more(self, at):
        layout = saved().layout
        for _twice in range(2):
            retire_layout(layout, by=PersonFactory(), at=at)

        assert not Layout.objects.usable_by(layout.issuer, "completion").exists()

    def test_pictures_are_kept_once_and_read_into_the_design(self):
        seal = examined(picture())
        first = saved(seal=seal)
        second = saved(seal=seal, background=examined(picture((80, 60))))
        third = saved(second.layout, {"title": "甲", "body": "x"}, seal=second.seal.name)

        assert first.seal.name == second.seal.name == third.seal.name
        assert design_of(second, "completion").look.background.startswith("data:image/png;base64,")
        assert design_of(third, "completion").look.background is None
        assert design_of(third, "completion") is design_of(third, "completion")

    @pytest.mark.parametrize("text", ["{", "{phone}", "{name!r}", "{name:>9}", "{}", "{name.pk}"])
    def test_what_is_no_placeholder_is_refused(self, text):
        with pytest.raises(UnknownPlaceholder):
            placeholders(text)


class TestPrinting:
    @pytest.fixture
    def look(self):
        made = {name: examined(picture(color=color)) for name, color in COLORS.items()}
        design = {"title": "结业证书", "body": "x", "signature_label": "院长："}
        return design_of(saved(design=design, **made), "completion").look

    @pytest.mark.parametrize("draw", [render, render_slowly], ids=["fast", "slow"])
    def test_seal_and_signature_are_drawn_by_both_ways(self, look, draw):
        image = pypdfium2.PdfDocument(draw(facts(), look))[0].render(scale=1).to_pil().convert("RGB")

        for name, box in (("seal", page.seal_box(look)), ("autograph", page.signature_box(look))):
            middle = round(box.left + box.width / 2) + 4, round(box.top + box.height / 2) + 17 * (name == "seal")
            seen = image.getpixel(middle)
            assert max(abs(a - b) for a, b in zip(seen, COLORS[name], strict=False)) < 60, (name, seen)

    def test_with_a_seal_no_words_say_where_to_press_one(self, look):
        text = pypdf.PdfReader(io.BytesIO(render(facts(), look))).pages[0].extract_text()

        assert "盖章处" not in text
        assert "院长：" in text

    @pytest.mark.parametrize("draw", [render, render_slowly], ids=["fast", "slow"])
    def test_both_languages_are_printed(self, draw):
        english = "has completed all requirements of the training for chief physicians. " * 3
        made = facts(kind_title_en="Certificate of Completion", body_en=english.strip(), scheme_title="")

        text = pypdf.PdfReader(io.BytesIO(draw(made))).pages[0].extract_text().replace(" ", "").replace("\n", "")

        assert "CertificateofCompletion" in text
        assert english.replace(" ", "") in text

    def test_a_label_with_a_character_that_does_not_print_is_named(self):
        look = replace(DEFAULT_LAYOUT, version="smile", number_label="号😀")

        assert faults_in_print(facts(), look) == ["these characters cannot be printed: 😀 (U+1F600)"]

    def test_without_an_id_number_no_label_stands_alone(self):
        lines = page.compose(facts(id_number_masked=""), DEFAULT_LAYOUT).lines

        assert not [line for line in lines if line.text.startswith(DEFAULT_LAYOUT.id_number_label)]


class TestPages:
    @pytest.fixture
    def cohort(self, at):
        return make_class(at, complete=2)

    @pytest.fixture
    def manager(self, client, cohort):
        person = manager_of(cohort.organiser)
        client.force_login(person)
        return person

    def posted(self, client, address, **changes):
        """Return what the form at ``address`` would send, with changes."""
        form = client.get(address).context["form"]
        data = {}
        for field in form:
            value = field.value()
            if value not in (None, False) and field.widget_type not in {"file", "clearablefile"}:
                data[field.html_name] = value
        return {**data, **changes}

    def new(self, client, cohort, **changes):
        address = reverse("certificate_layout:add")
        data = self.posted(client, address, name="红头", issuer=cohort.organiser_id, **changes)
        return client.post(address, data, follow=True)

    def test_a_layout_is_made_from_the_built_in_one_and_edited_into_a_second_version(self, client, cohort, manager):
        answer = self.new(client, cohort, seal=SimpleUploadedFile("s.png", picture()))
        assert answer.context.get("form") is None or not answer.context["form"].errors
        layout = Layout.objects.get()
        address = reverse("certificate_layout:edit", args=[layout.pk])
        client.post(address, self.posted(client, address, title="结业证", name="红头二"))
        dropped = client.post(address, self.posted(client, address, drop_seal="on"), follow=True)

        first, second, third = layout.versions.order_by("number")
        layout.refresh_from_db()
        assert "Saved as version 1." in answer.content.decode()
        assert (first.made_by, layout.name, second.design["title"]) == (manager, "红头二", "结业证")
        assert first.seal.name == second.seal.name != third.seal.name == ""
        assert "Saved as version 3." in dropped.content.decode()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"body": "{phone}"}, "{phone} cannot be filled in."),
            ({"accent": "red"}, "Enter a valid value."),
            ({"seal_label": "盖章\ue000"}, "The font of certificates does not have: \ue000 (U+E000)."),
            ({"label_class": "\U0001f600"}, "U+1F600"),
            ({"seal": SimpleUploadedFile("s.png", SVG)}, "no PNG or JPEG picture"),
        ],
    )
    def test_what_cannot_be_printed_is_refused_in_words(self, client, cohort, manager, changes, said):
        answer = self.new(client, cohort, **changes)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Layout.objects.exists()

    def test_a_form_of_50_mb_is_refused_before_it_is_read(self, client, manager):
        class Endless(io.BytesIO):
            def read(self, *_size):
                raise AssertionError("was read")

        address = reverse("certificate_layout:add")
        answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(50 * pictures.MEGABYTE))

        assert answer.status_code == 413
        assert "This picture has 50 MB; at most 4 MB are possible." in answer.content.decode()

    def test_a_form_without_its_token_is_refused(self, cohort):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(manager_of(cohort.organiser))

        assert strict.post(reverse("certificate_layout:add"), {}).status_code == 403

    def test_the_preview_shows_a_real_person_as_pdf_and_as_a_picture(self, client, cohort, manager):
        long = cohort.traineeships.first().person
        long.name = "阿依古丽·买买提"
        long.save()
        address = reverse("certificate_layout:preview")
        data = self.posted(client, reverse("certificate_layout:add"), name="x", issuer=cohort.organiser_id)
        data["look_class"] = cohort.pk

        pdf = client.post(address, data)
        named = client.post(address, {**data, "look_name": cohort.traineeships.last().person.name})
        picture_ = client.post(f"{address}?picture", data)

        assert long.name in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
        assert named.content != pdf.content
        assert picture_["Content-Type"] == "image/png"
        assert Image.open(io.BytesIO(picture_.content)).width > 1200
        assert not Layout.objects.exists()

    def test_the_preview_has_the_figures_of_the_records(self, client, cohort, manager, at):
        person = cohort.traineeships.first().person
        address = reverse("certificate_layout:preview")

        def seen(kind):
            form = f"{reverse('certificate_layout:add')}?kind={kind}"
            data = self.posted(client, form, name="x", issuer=cohort.organiser_id, kind=kind, look_class=cohort.pk)
            answer = client.post(address, {**data, "look_name": person.name})
            return pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\n", "")

        made_up = seen("credit"), seen("pass")
        CreditLineFactory(record__person=person, hundredths=1375, earned_on=timezone.localdate())
        exam = ActivityFactory(kind="exam", title="县级结业考试")
        LearningRecordFactory(person=person, activity=exam, outcome="passed", score_hundredths=9150, happened_at=at)

        assert "25.5" in made_up[0]
        assert "13.75" in seen("credit")
        assert "86" in made_up[1]
        assert "县级结业考试" in seen("pass")
        assert "91.5" in seen("pass")

    @pytest.mark.parametrize("sample", ["one", "forty", "dot", ""])
    def test_the_preview_shows_difficult_names_without_a_class(self, client, cohort, manager, sample):
        data = self.posted(client, reverse("certificate_layout:add"), name="x", issuer=cohort.organiser_id)

        answer = client.post(reverse("certificate_layout:preview"), {**data, "look_sample": sample})

        assert answer["Content-Type"] == "application/pdf", answer.content.decode()

    def test_a_new_layout_is_seen_before_it_has_a_name(self, client, cohort, manager):
        data = self.posted(client, reverse("certificate_layout:add"), name="", issuer="")

        seen = client.post(reverse("certificate_layout:preview"), data)
        saved = client.post(reverse("certificate_layout:add"), data)

        assert (seen.status_code, saved.status_code) == (200, 422)
        assert not Layout.objects.exists()

    def test_the_preview_says_what_is_wrong(self, client, cohort, manager):
        data = self.posted(client, reverse("certificate_layout:add"), name="x", issuer=cohort.organiser_id)

        missing = client.post(reverse("certificate_layout:preview"), {**data, "title": ""})
        odd = client.post(reverse("certificate_layout:preview"), {**data, "title": "\ue000"})

        assert (missing.status_code, odd.status_code) == (422, 422)
        assert "Title on the certificate: This field is required." in missing.content.decode()
        assert "U+E000" in odd.content.decode()

    def test_a_label_is_looked_at_like_every_other_text(self, cohort, at):
        """Kept before labels were looked at, or with another font: the dry run says it, and nothing breaks off."""
        design = {"title": "结业证书", "body": "x", "number_label": "\ue000", "verify_label": "扫码" * 30}
        version = saved(Layout(name="旧", issuer=cohort.organiser), design)

        (faults,) = {each.reasons for each in plan_for(Batch(cohort=cohort, layout_version=version), at=at).not_due}
        version = saved(version.layout, {**design, "number_label": ""})
        (others,) = {each.reasons for each in plan_for(Batch(cohort=cohort, layout_version=version), at=at).not_due}

        assert "U+E000" in faults[0]
        assert "does not fit the page: 扫码扫码" in others[0]

    def test_without_the_font_a_layout_can_still_be_kept(self, client, cohort, manager, monkeypatch):
        def missing(_text):
            raise FontMissing

        monkeypatch.setattr(layout_form, "unprintable", missing)

        assert "Saved as version 1." in self.new(client, cohort).content.decode()

    def test_lines_end_as_browsers_end_them(self, client, cohort, manager):
        self.new(client, cohort, body="{name}：\r\n准予结业。")

        assert LayoutVersion.objects.get().design["body"] == "{name}：\n准予结业。"

    def test_the_check_names_who_and_which_character(self, client, cohort, manager, at):
        person = cohort.traineeships.first().person
        person.name = "王\ue000"
        person.save()
        version = LayoutVersionFactory(layout=LayoutFactory(issuer=cohort.organiser))
        address = reverse("certificate_layout:check", args=[version.layout_id])

        found = client.get(f"{address}?class={cohort.pk}").content.decode()
        person.name = "王好"
        person.save()
        fine = client.get(f"{address}?class={cohort.pk}").content.decode()

        assert "王\ue000" in found
        assert "U+E000" in found
        assert "Everybody in this class can be printed" in fine
        assert client.get(f"{address}?class=999999").status_code == 404

    def test_layouts_of_others_are_not_found(self, client, cohort, manager):
        other = LayoutVersionFactory().layout
        for name in ("edit", "check"):
            assert client.get(reverse(f"certificate_layout:{name}", args=[other.pk])).status_code == 404
        assert client.post(reverse("certificate_layout:retire", args=[other.pk])).status_code == 404

    def test_retiring_by_the_button(self, client, cohort, manager):
        layout = LayoutVersionFactory(layout=LayoutFactory(issuer=cohort.organiser)).layout

        client.post(reverse("certificate_layout:retire", args=[layout.pk]))

        layout.refresh_from_db()
        assert layout.retired_by == manager

    def test_somebody_elses_version_is_not_overwritten(self, client, cohort, manager):
        layout = LayoutVersionFactory(layout=LayoutFactory(issuer=cohort.organiser)).layout
        address = reverse("certificate_layout:edit", args=[layout.pk])
        data = self.posted(client, address, title="甲")
        client.post(address, {**data, "title": "乙"})

        answer = client.post(address, data)

        assert answer.status_code == 422
        assert "Somebody else has saved this layout" in answer.content.decode()


class TestPatterns:
    def test_a_pattern_is_kept_and_used(self, client, at):
        cohort = make_class(at, complete=1)
        manager = manager_of(cohort.organiser)
        client.force_login(manager)
        asked = {"issuer": cohort.organiser_id, "kind": "completion", "pattern": "WF-{kind}-{year}-{serial:04}"}

        wrong = client.post(reverse("certificate_number:add"), {**asked, "pattern": "{serial}"})
        client.post(reverse("certificate_number:add"), asked)
        pattern = NumberPattern.objects.get()
        client.post(reverse("certificate_number:edit", args=[pattern.pk]), {**asked, "pattern": "W-{year}-{serial:04}"})
        (made,) = issue(cohort, by=manager, at=at)

        assert "A pattern ends with -{serial:06}" in wrong.content.decode()
        assert pattern.made_by == manager
        assert made.number == "W-2026-0001"

    def test_the_most_particular_pattern_wins(self, at):
        cohort = make_class(at, complete=1)
        for issuer, kind in ((None, ""), (cohort.organiser, ""), (None, "completion")):
            mark = "E" if issuer is None else "I"
            NumberPatternFactory(issuer=issuer, kind=kind, pattern=f"{mark}{kind.upper()}-{{year}}-{{serial:03}}")

        (made,) = issue(cohort, by=PersonFactory(), at=at)

        assert made.number == "I-2026-001"

    def test_numbers_that_would_be_too_long_are_refused_before_anybody_approves(self, at):
        from certificates.register.actions import NumberTooLong

        cohort = make_class(at, complete=1)
        NumberPatternFactory(issuer=cohort.organiser, pattern="A" * 41 + "-{year}-{serial:06}")

        with pytest.raises(NumberTooLong):
            issue(cohort, by=PersonFactory(), at=at)
