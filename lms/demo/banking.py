"""Questions of the kinds with parts, pictures and sounds, and what waits for a review."""

import io
import json
from dataclasses import replace
from datetime import datetime

from courses.exams.actions import keep_media, load_questions, review_version, write_question
from courses.exams.models import Question
from courses.exams.uploads import examine
from lms.demo.places import CONTENT
from lms.people.models import Person

_MEDIA = {
    "breathing": ("copd-2-breathing.mp3", "缩唇呼吸的讲解录音"),
    "zones": ("copd-3-zones.png", "慢阻肺自我管理三区图"),
}


def fill_bank(*, editor: Person, reviewer: Person, at: datetime) -> None:
    """Load a question of each kind with parts; leave one version waiting for a review and one sent back."""
    if Question.objects.filter(code="copd-short-01").exists():
        return
    text = (CONTENT / "bank.json").read_text("utf-8")
    for name, (file, alt) in _MEDIA.items():
        content = (CONTENT / "media" / file).read_bytes()
        upload = examine(io.BytesIO(content), len(content))
        text = text.replace(f"{{{name}}}", keep_media(upload=upload, alt=alt, by=editor, at=at).marker())
    load_questions(json.loads(text), at=at)
    _write_anew("copd-a2-01", "（精确到级别）", editor, at)
    returned = _write_anew("copd-short-01", "每件事写一句话。", editor, at).versions.latest("number")
    comment = "评分要点里“其他合理内容”请写具体，阅卷时两个人才打得一样。"
    review_version(version=returned, verdict="returned", by=reviewer, at=at, comment=comment)


def _write_anew(code: str, more: str, editor: Person, at: datetime) -> Question:
    question = Question.objects.select_related("subject").get(code=code)
    wording = question.versions.earliest("number").wording()
    changed = replace(wording, stem=f"{wording.stem}{more}")
    return write_question(code=code, wording=changed, at=at, by=editor, subject=question.subject, unit=question.unit)
