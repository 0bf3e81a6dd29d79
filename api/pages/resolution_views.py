"""How a resolution's parts are shown: what is owed, the timeline of what followed, and the story that it is a part of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.addresses import document_url
from api.pages.facts import CityNames
from api.pages.resolution_rows import first_words, how_late
from api.rendering import to_jalali
from corpus.terms import RELATION_NAMES, STATUS_NAMES, resolution_title, session_name
from corpus.types import Document, FollowUp, Meeting, Party, Relation, Resolution

DEADLINE_PASSED = "پایان مهلت"


@dataclass(frozen=True, slots=True)
class EntryView:
    """One step of the timeline, oldest first."""

    day: str
    title: str
    by: str = ""
    note: str = ""
    status: str = ""
    status_name: str = ""
    progress: int | None = None
    evidence_url: str | None = None
    evidence_name: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class StepView:
    """One resolution of the story; `how` says how it stands to the one before it, `here` that it is this one."""

    url: str
    title: str
    text: str
    facts: list[str]
    status: str
    status_name: str
    how: list[str]
    here: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    newer_id: str
    older_id: str
    url: str
    title: str
    text: str
    kind: str
    sentence: str
    percent: int | None


def party_url(party: Party) -> str | None:
    if party.city_id:
        return f"/cities/{party.city_id}"
    return f"/bodies/{party.body_id}" if party.body_id else None


def source(found: Resolution, minutes: Document | None) -> tuple[str, int | None] | None:
    """The place in the minutes and its page, where it is known."""
    if minutes is None:
        return None
    if found.source is None:
        return document_url(minutes.id, ""), None
    start = found.source[0]
    page = next((page.number for page in minutes.pages if page.start <= start < page.end), None)
    return document_url(minutes.id, "", at=start), page if len(minutes.pages) > 1 else None


def timeline_views(found: Resolution, meeting: Meeting, on: date) -> Iterator[EntryView]:
    """From the decision over what followed to today; a deadline that has passed stands where it passed."""
    yield EntryView(to_jalali(meeting.date) if meeting.date else "بی‌تاریخ", f"تصویب در {session_name(meeting)}")
    passed = found.due_by if found.overdue(on) else None
    for entry in found.follow_ups:
        if passed and entry.date.iso and entry.date.iso > passed:
            yield EntryView(to_jalali(passed), DEADLINE_PASSED, late=True)
            passed = None
        yield _entry(found, entry)
    if passed:
        yield EntryView(to_jalali(passed), DEADLINE_PASSED, late=True)
    late = f"، {how_late(found.due_by, on)} از مهلت گذشته" if found.due_by and found.overdue(on) else ""
    yield EntryView(to_jalali(on), f"امروز: {STATUS_NAMES[found.status]}{late}", late=bool(late))


def _entry(found: Resolution, entry: FollowUp) -> EntryView:
    return EntryView(
        day=to_jalali(entry.date),
        title=f"وضعیت: {STATUS_NAMES[entry.status]}" if entry.status else "پیگیری",
        by=entry.by,
        note=entry.note,
        status=entry.status.value if entry.status else "",
        status_name=STATUS_NAMES[entry.status] if entry.status else "",
        progress=entry.progress,
        evidence_url=f"/resolutions/{found.id}/evidence/{entry.id}" if entry.evidence else None,
        evidence_name=entry.evidence.file_name if entry.evidence else "",
    )


def story_views(
    found: Resolution,
    relations: Sequence[Relation],
    others: dict[str, Resolution],
    meetings: dict[str, Meeting],
    cities: CityNames,
) -> list[StepView]:
    """The resolutions of the story in the order of time."""
    told = sorted(others.items(), key=lambda pair: _when(pair[1], meetings))
    in_story = {name for one in relations for name in (one.newer_id, one.older_id)}
    return [
        StepView(
            url=f"/resolutions/{one.id}",
            title=resolution_title(one, meetings[one.meeting_id]),
            text=first_words(one.text, 260),
            facts=_story_facts(meetings[one.meeting_id], cities),
            status=one.status.value,
            status_name=STATUS_NAMES[one.status],
            how=[
                f"{RELATION_NAMES[relation.kind]} {resolution_title(others[relation.older_id], meetings[others[relation.older_id].meeting_id])}"
                for relation in relations
                if relation.newer_id == one.id and relation.older_id in others
            ],
            here=one.id == found.id,
        )
        for name, one in told
        if name in in_story
    ]


def _story_facts(meeting: Meeting, cities: CityNames) -> list[str]:
    host = cities[meeting.host_city_id] if meeting.host_city_id else meeting.host_city
    return [fact for fact in (host, to_jalali(meeting.date) if meeting.date else None, meeting.body) if fact]


def _when(one: Resolution, meetings: dict[str, Meeting]) -> tuple[int, int]:
    return meetings[one.meeting_id].session_number, one.number


def proposal_view(
    found: Resolution, relation: Relation, others: dict[str, Resolution], meetings: dict[str, Meeting]
) -> ProposalView:
    other = others[relation.older_id if relation.newer_id == found.id else relation.newer_id]
    title = resolution_title(other, meetings[other.meeting_id])
    name = RELATION_NAMES[relation.kind]
    newer = relation.newer_id == found.id
    return ProposalView(
        newer_id=relation.newer_id,
        older_id=relation.older_id,
        url=f"/resolutions/{other.id}",
        title=title,
        text=first_words(other.text, 200),
        kind=relation.kind.value,
        sentence=f"این مصوبه {name} {title} است؟" if newer else f"{title} {name} این مصوبه است؟",
        percent=round(relation.similarity * 100) if relation.similarity is not None else None,
    )
