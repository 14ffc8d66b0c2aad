"""Questions that are parts of one: exported one by one, put together again by their tags."""

from courses.exams.exchange.drafts import Draft, DraftPart

Tagged = tuple[Draft, dict[str, str]]


def put_together(read: list[Tagged]) -> list[Draft]:
    """Return the questions with the parts of each group inside it, where the first of them stood."""
    drafts: list[Draft] = []
    groups: dict[str, list[Tagged]] = {}
    for draft, tags in read:
        name = tags.get("group", "")
        if not name:
            drafts.append(draft)
            continue
        if name not in groups:
            drafts.append(Draft(draft.row, code=name))
        groups.setdefault(name, []).append((draft, tags))
    return [_group(draft, groups[draft.code]) if draft.code in groups and not draft.kind else draft for draft in drafts]


def _group(whole: Draft, members: list[Tagged]) -> Draft:
    members.sort(key=lambda member: _number(member[1].get("part", "")))
    first, tags = members[0]
    whole.title, whole.kind = first.title, tags.get("kind", "")
    whole.subject, whole.unit, whole.difficulty = first.subject, first.unit, first.difficulty
    whole.category = first.category
    for draft, own in members:
        whole.findings += draft.findings
        whole.media |= draft.media
        if _number(own.get("part", "")) == 0:
            whole.stem, whole.explanation, whole.rubric = draft.stem, draft.explanation, draft.rubric
        else:
            whole.parts.append(_part(draft, own))
    numbers = [_number(own.get("part", "")) for _draft, own in members if own.get("part") != "0"]
    if numbers != list(range(1, len(numbers) + 1)):
        whole.fault("parts_missing", "stem", code=whole.code)
    if whole.kind == "b1" and whole.parts:
        whole.options = whole.parts[0].options
        for part in whole.parts:
            part.options = []
    return whole


def _part(draft: Draft, tags: dict[str, str]) -> DraftPart:
    return DraftPart(
        draft.row,
        draft.stem,
        draft.options,
        draft.right,
        draft.explanation,
        draft.rubric,
        _number(tags.get("stage", "1")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
