"""Where a question goes: its subject, and the code it is found by again."""

import hashlib

from courses.exams.exchange.bank import meaning_of
from courses.exams.exchange.drafts import Draft
from courses.exams.exchange.examination import Onto
from lms.records.models import Subject

_MOST_OFFERED = 20


class Filing:
    """Files the questions of one upload."""

    def __init__(self, onto: Onto) -> None:
        """Know all subjects by code and by name."""
        self.default = onto.subject
        subjects = list(Subject.objects.order_by("code"))
        self.known = {subject.name: subject for subject in subjects} | {subject.code: subject for subject in subjects}
        self.offered = "、".join(subject.name for subject in subjects[:_MOST_OFFERED])
        self.rows: dict[str, int] = {}

    def subject_of(self, draft: Draft) -> Subject | None:
        """Return the subject a question names, the narrowest of its categories that is one, or the upload's."""
        if draft.subject:
            if draft.subject not in self.known:
                draft.fault("subject_unknown", "subject", value=draft.subject[:40], offered=self.offered)
            return self.known.get(draft.subject)
        for name in reversed(draft.category):
            if name in self.known:
                return self.known[name]
        if draft.category:
            draft.note("category_left_out", "subject", what="/".join(draft.category)[:80])
        if self.default is None:
            draft.fault("subject_missing", "subject")
        return self.default

    def give_code(self, draft: Draft) -> None:
        """Give a question without a code one that the same text gets again; refuse a code that is there twice."""
        if not draft.code:
            text = f"{draft.kind}\n{meaning_of(draft)}"
            draft.code = "Q" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12].upper()
            # The very same text twice in one file: twins, which a person decides on.
            while draft.code in self.rows:
                draft.code = f"{draft.code[:13]}-{draft.row}"
        elif draft.code in self.rows:
            draft.fault("code_twice", "code", other=self.rows[draft.code])
        self.rows.setdefault(draft.code, draft.row)
