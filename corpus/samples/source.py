"""The sample corpus as it was written: what the files are made from, and what a reading of them is measured against."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent / "source"


@dataclass(frozen=True, slots=True)
class WrittenFollowUp:
    date_jalali: str
    by: str
    note: str
    progress: int


@dataclass(frozen=True, slots=True)
class WrittenRelation:
    """The earlier resolution, and how the later one stands to it: repeats, amends, supersedes or follows."""

    meeting: int
    number: int
    how: str


@dataclass(frozen=True, slots=True)
class WrittenResolution:
    """Exactly one of `due_jalali` («1391-06-31») and `due_text` is set; `status` is what came of it."""

    number: int
    text: str
    working_group: str
    responsible: tuple[str, ...]
    due_jalali: str | None
    due_text: str | None
    horizon: str
    status: str
    follow_ups: tuple[WrittenFollowUp, ...] = ()
    relates_to: tuple[WrittenRelation, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenMeeting:
    number: int
    title: str
    host_city: str
    date_jalali: str
    body: str
    attendees: tuple[str, ...]
    agenda: tuple[str, ...]
    discussion: tuple[str, ...]
    resolutions: tuple[WrittenResolution, ...]

    @property
    def id(self) -> str:
        return f"M{self.number}"

    def resolution_id(self, resolution: WrittenResolution) -> str:
        return f"R{self.number}-{resolution.number}"

    def group_name(self, resolution: WrittenResolution) -> str:
        """The deciding group by its full name; up to the sixteenth session the groups were committees."""
        return f"{'کمیته' if self.number <= 16 else 'کارگروه'} {resolution.working_group}"


@dataclass(frozen=True, slots=True)
class WrittenLesson:
    """`event_date_jalali` is a year and a month («1399-07»); `impact` keeps only what is known."""

    id: str
    title: str
    city: str
    project: str
    project_type: str
    phase: str
    event_date_jalali: str
    polarity: str
    working_group: str
    summary: str
    context: str
    problem: str
    cause: str
    action: str
    outcome: str
    recommendation: str
    impact: dict[str, str]
    keywords: tuple[str, ...]
    contact_role: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """`city` is None for papers of the commission itself."""

    id: str
    title: str
    kind: str
    city: str | None
    date_jalali: str
    sections: tuple[Section, ...]


def meetings() -> tuple[WrittenMeeting, ...]:
    """The sessions in their order."""
    return tuple(_meeting(row) for row in _rows("meetings"))


def lessons() -> tuple[WrittenLesson, ...]:
    """The lessons in the order of their ids."""
    return tuple(_lesson(row) for row in _rows("lessons"))


def documents() -> tuple[WrittenDocument, ...]:
    """The longer papers in the order of their ids."""
    return tuple(_document(row) for row in _rows("documents"))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    return map(json.loads, (SOURCE / f"{name}.jsonl").read_text("utf-8").splitlines())


def _meeting(row: dict[str, Any]) -> WrittenMeeting:
    lists = {name: tuple(row[name]) for name in ("attendees", "agenda", "discussion")}
    return WrittenMeeting(**row | lists | {"resolutions": tuple(map(_resolution, row["resolutions"]))})


def _resolution(row: dict[str, Any]) -> WrittenResolution:
    lists = {
        "responsible": tuple(row["responsible"]),
        "follow_ups": tuple(WrittenFollowUp(**entry) for entry in row["follow_ups"]),
        "relates_to": tuple(WrittenRelation(**relation) for relation in row.get("relates_to", ())),
    }
    return WrittenResolution(**row | lists)


def _lesson(row: dict[str, Any]) -> WrittenLesson:
    impact = {name: text for name, text in row["impact"].items() if text}
    return WrittenLesson(**row | {"impact": impact, "keywords": tuple(row["keywords"])})


def _document(row: dict[str, Any]) -> WrittenDocument:
    return WrittenDocument(**row | {"sections": tuple(Section(**section) for section in row["sections"])})
