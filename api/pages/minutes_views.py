"""What the review page shows beside the fields themselves: doubts in words, differences from the record, conflicts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from api.minutes.reviewing import Review
from api.pages.changes import changes
from api.rendering import to_jalali, to_persian
from corpus.drafts import RESOLUTION_FIELDS, SESSION_FIELDS, EditedMinutes, EditedResolution
from corpus.terms import HORIZON_NAMES
from corpus.types import Meeting, Resolution
from ingest.comparing import same_decision
from ingest.drafting import doubts, field_name

LABELS = {
    "session_number": "شمارهٔ نشست",
    "title": "عنوان",
    "body": "مرجع تصویب",
    "host_city": "شهر میزبان",
    "date": "تاریخ",
    "chair": "رئیس",
    "secretary": "دبیر",
    "present": "حاضران",
    "absent": "غایبان",
    "agenda": "دستور جلسه",
    "number": "شماره",
    "text": "متن",
    "responsible": "مسئول",
    "due": "مهلت",
    "due_text": "مهلت به عبارت متن",
    "horizon": "افق زمانی",
    "working_group": "کارگروه",
    "status": "وضعیت",
    "vote": "رأی",
    "agenda_item": "بند دستور جلسه",
}
KINDS = {"changed": "تغییر کرده", "new": "تازه", "gone": "در متن تازه نیست", "same": "بی‌تغییر"}


@dataclass(frozen=True, slots=True)
class FieldNote:
    """A field to be looked at, and why."""

    name: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A resolution of the record beside the new text's; `changes` are of the text, `others` of the other fields."""

    kind: str
    kind_label: str
    label: str
    changes: list[Markup | None]
    others: list[tuple[str, str, str]]
    text: str
    url: str | None
    follow_ups: int
    removal: str | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else wrote differently in the meantime."""

    name: str
    label: str
    theirs: str
    mine: str


def field_notes(found: Mapping[str, str], form: EditedMinutes) -> list[FieldNote]:
    """What was found wrong or doubtful, in the order of the fields."""
    labels = labels_of(form)
    return [FieldNote(name, label, found[name]) for name, label in labels.items() if name in found]


def labels_of(form: EditedMinutes) -> dict[str, str]:
    """How each field is called where it is spoken of from afar: «مصوبهٔ ۳: مهلت»."""
    labels = {name: LABELS[name] for name in SESSION_FIELDS}
    for one in form.kept:
        labels |= {field_name(one.key, name): f"{name_of(one)}: {LABELS[name]}" for name in RESOLUTION_FIELDS}
    return labels


def name_of(one: EditedResolution) -> str:
    number = one.number.strip()
    return f"مصوبهٔ {to_persian(number)}" if number else "مصوبهٔ بی‌شماره"


def doubt_notes(review: Review) -> list[FieldNote]:
    """What is doubtful and not already told of as wrong."""
    problems = review.checked.problems
    doubtful = doubts(review.draft, review.form).items()
    return field_notes({name: why for name, why in doubtful if name not in problems}, review.form)


def meeting_differences(review: Review) -> list[tuple[str, str, str]]:
    """(field, in the record, in this text) where the two differ."""
    before, after = review.checked.published, review.checked.meeting
    if before is None:
        return []
    pairs = zip(_meeting_texts(before), _meeting_texts(after), strict=True)
    return [(label, old, new) for (label, old), (_, new) in pairs if old != new]


def differences(review: Review) -> list[Difference]:
    """Every resolution of the new text and of the record, what changed first."""
    comparison = review.checked.comparison
    found = [_pair(one, known) for one, known in comparison.pairs]
    found += [_gone(known) for known in comparison.gone]
    return sorted(found, key=lambda one: list(KINDS).index(one.kind))


def conflicts(theirs: EditedMinutes, mine: EditedMinutes) -> list[Conflict]:
    """What somebody else wrote differently, field by field."""
    found = []
    for name in SESSION_FIELDS:
        if getattr(theirs, name) != getattr(mine, name):
            found.append(Conflict(name, LABELS[name], getattr(theirs, name), getattr(mine, name)))
    of_key = {one.key: one for one in mine.resolutions}
    for one in theirs.resolutions:
        own = of_key.get(one.key)
        if own is None:
            continue
        if one.removed != own.removed:
            words = {True: "کنار گذاشته", False: "نگه داشته"}
            found.append(Conflict(field_name(one.key, "text"), name_of(one), words[one.removed], words[own.removed]))
        for name in RESOLUTION_FIELDS:
            if getattr(one, name) != getattr(own, name):
                label = f"{name_of(own)}: {LABELS[name]}"
                found.append(Conflict(field_name(one.key, name), label, getattr(one, name), getattr(own, name)))
    return found


def _pair(one: Resolution, known: Resolution | None) -> Difference:
    label = f"مصوبهٔ {to_persian(one.number)}"
    if known is None:
        return Difference("new", KINDS["new"], label, [], [], one.text, None, 0, None)
    kind = "same" if same_decision(one, known) else "changed"
    if one.working_group_id and one.working_group_id == known.working_group_id:
        known = replace(known, working_group=one.working_group)
    pairs = zip(_resolution_texts(known), _resolution_texts(one), strict=True)
    others = [(name, old, new) for (name, old), (_, new) in pairs if old != new]
    pieces = changes(" ".join(known.text.split()), " ".join(one.text.split()))
    url = f"/resolutions/{known.id}"
    return Difference(kind, KINDS[kind], label, pieces, others, one.text, url, len(known.follow_ups), None)


def _gone(known: Resolution) -> Difference:
    label = f"مصوبهٔ {to_persian(known.number)}"
    count, url = len(known.follow_ups), f"/resolutions/{known.id}"
    return Difference("gone", KINDS["gone"], label, [], [], known.text, url, count, known.id)


def _meeting_texts(meeting: Meeting) -> Iterator[tuple[str, str]]:
    yield LABELS["session_number"], to_persian(meeting.session_number)
    yield LABELS["title"], meeting.title
    yield LABELS["body"], meeting.body or ""
    yield LABELS["host_city"], meeting.host_city or ""
    yield LABELS["date"], to_jalali(meeting.date) if meeting.date else ""
    yield LABELS["chair"], meeting.chair or ""
    yield LABELS["secretary"], meeting.secretary or ""
    yield from _lists(meeting)


def _lists(meeting: Meeting) -> Iterator[tuple[str, str]]:
    of_name: dict[str, Sequence[str]] = {
        "present": meeting.attendees,
        "absent": meeting.absent,
        "agenda": meeting.agenda,
    }
    yield from ((LABELS[name], "؛ ".join(lines)) for name, lines in of_name.items())


def _resolution_texts(one: Resolution) -> Iterator[tuple[str, str]]:
    yield LABELS["number"], to_persian(one.number)
    yield LABELS["responsible"], "، ".join(party.name for party in one.responsible)
    yield LABELS["due"], to_jalali(one.due) if one.due else ""
    yield LABELS["due_text"], one.due_text or ""
    yield LABELS["horizon"], HORIZON_NAMES[one.horizon] if one.horizon else ""
    yield LABELS["working_group"], one.working_group or ""
    yield LABELS["agenda_item"], one.agenda_item or ""
    yield LABELS["vote"], one.vote or ""
