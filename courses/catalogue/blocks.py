"""What a lesson is made of."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.catalogue import rules

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]
SHORT_FEATURES = ["bold", "italic", "ol", "ul", "link"]
_TEMPLATES = "courses/catalogue/blocks"


class CalloutBlock(blocks.StructBlock):
    """Something to be remembered or watched for."""

    tone = blocks.ChoiceBlock([("key", _("To remember")), ("warning", _("Take care"))], default="key", label=_("tone"))
    text = blocks.RichTextBlock(features=SHORT_FEATURES, label=_("text"))

    class Meta:
        icon = "warning"
        label = _("callout")
        template = f"{_TEMPLATES}/callout.html"


class ImageBlock(blocks.StructBlock):
    """A picture with words for those who cannot see it."""

    image = ImageChooserBlock(label=_("image"))
    caption = blocks.CharBlock(required=False, max_length=200, label=_("caption"))
    alt = blocks.CharBlock(max_length=300, label=_("what it shows"))

    class Meta:
        icon = "image"
        label = _("image")
        template = f"{_TEMPLATES}/image.html"


class _FileBlock(blocks.StructBlock):
    """A file from the document library that must be of one kind by its content."""

    kind = ""
    wrong_kind: Any = ""

    file = DocumentChooserBlock(label=_("file"))
    title = blocks.CharBlock(max_length=150, label=_("title"))

    def clean(self, value: Any) -> Any:
        """Refuse a file that only its name makes a video, a recording or a PDF."""
        cleaned = super().clean(value)
        with cleaned["file"].open_file() as file:
            found = rules.kind_of_file(file.read(300))
        if found != self.kind:
            raise StructBlockValidationError(block_errors={"file": ValidationError(self.wrong_kind)})
        return cleaned


class AudioBlock(_FileBlock):
    """A recording."""

    kind = rules.AUDIO
    wrong_kind = _("This file is not an MP3 or M4A recording.")

    class Meta:
        icon = "media"
        label = _("audio")
        template = f"{_TEMPLATES}/audio.html"


class VideoBlock(_FileBlock):
    """A film."""

    kind = rules.VIDEO
    wrong_kind = _("This file is not an MP4 video.")

    class Meta:
        icon = "media"
        label = _("video")
        template = f"{_TEMPLATES}/video.html"


class DocumentBlock(_FileBlock):
    """A PDF to read or print."""

    kind = rules.PDF
    wrong_kind = _("This file is not a PDF.")

    class Meta:
        icon = "doc-full"
        label = _("PDF attachment")
        template = f"{_TEMPLATES}/document.html"


class OptionBlock(blocks.StructBlock):
    """One answer to choose."""

    text = blocks.CharBlock(max_length=200, label=_("text"))
    right = blocks.BooleanBlock(required=False, label=_("right"))


class CheckValue(blocks.StructValue):
    """A check question as a template sees it."""

    @property
    def has_several_right(self) -> bool:
        """Whether more than one option is right, so that more than one can be chosen."""
        return sum(bool(option["right"]) for option in self["options"]) > 1


class CheckBlock(blocks.StructBlock):
    """A question answered in place; the answer is feedback and is not kept."""

    stem = blocks.TextBlock(label=_("question"))
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=8, label=_("options"))
    explanation = blocks.TextBlock(label=_("explanation"))

    class Meta:
        icon = "help"
        label = _("check question")
        value_class = CheckValue

    def clean(self, value: Any) -> Any:
        """Refuse a question without a right answer."""
        cleaned = super().clean(value)
        if not any(option["right"] for option in cleaned["options"]):
            raise StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark at least one option as right."))}
            )
        return cleaned


class LessonBody(blocks.StreamBlock):
    """The body of a lesson."""

    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("text"), template=f"{_TEMPLATES}/text.html")
    callout = CalloutBlock()
    image = ImageBlock()
    audio = AudioBlock()
    video = VideoBlock()
    document = DocumentBlock()
    check = CheckBlock()
