"""A reviewed session before it is published: every field read, and in Persian what is wrong with it, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection

from corpus.drafts import RESOLUTION_FIELDS, SESSION_FIELDS, EditedMinutes, EditedResolution, MinutesDraft
from corpus.repository.drafts import DraftRepository
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.terms import session_name
from corpus.text.dates import find_deadlines, first_day_of, last_day_of
from corpus.text.display import display_text
from corpus.text.numbers import level, number_from_words, to_persian_digits
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import DraftState, Horizon, JalaliDate, Meeting, Resolution, ResolutionStatus
from ingest.comparing import Comparison, compare, same_body, same_session
from ingest.drafting import field_name, in_form, proposed_form
from ingest.structure.places import PlaceNames, place_names

Choice = TypeVar("Choice", bound=StrEnum)

LARGEST_SESSION, LARGEST_NUMBER = 999, 99_999
MOST_CHARACTERS = 20_000

NO_RESOLUTIONS = "این صورتجلسه مصوبه‌ای ندارد و تنها خود نشست ثبت می‌شود."
NO_DATE = "تاریخ نشست نوشته نشده است؛ مهلت‌های نسبی بی‌آن روشن نمی‌شوند."
NOT_YET = "تاریخ نشست هنوز نرسیده است."
DUE_BEFORE_SESSION = "مهلت پیش از تاریخ نشست است."
EMPTY_TEXT = "متن مصوبه خالی است؛ آن را بنویسید یا مصوبه را کنار بگذارید."
SESSION_HERE_TWICE = (
    "در همین پرونده نشست دیگری هم با همین شماره و همین مرجع هست؛ شمارهٔ یکی را درست کنید یا آن را کنار بگذارید."
)
SESSION_ELSEWHERE = "نشست دیگری با همین شماره و همین مرجع ثبت شده است؛ شماره یا مرجع را درست کنید."
NUMBER_TAKEN = (
    "این شماره از آنِ مصوبهٔ ثبت‌شده‌ای است که در متن تازه نیست؛ شماره را تغییر دهید یا آن مصوبه را برای حذف نشان کنید."
)
HAS_FOLLOW_UPS = "این مصوبه پیگیری دارد و حذف‌شدنی نیست؛ اگر دیگر معتبر نیست، وضعیت آن را «لغو‌شده» کنید."
NOT_SEEN = "این نشست پیش‌تر ثبت شده است؛ تفاوت‌ها را در بالای صفحه ببینید و اگر همان نشست است دوباره تأیید کنید."


@dataclass(frozen=True, slots=True)
class Checked:
    """What the form holds, as far as it can be read; `problems` hold it back, `warnings` ask for a second confirmation.

    Both are by field name. `published` is the same session where it is in the record already.
    """

    meeting: Meeting
    resolutions: tuple[Resolution, ...]
    published: Meeting | None = None
    comparison: Comparison = field(default_factory=Comparison)
    problems: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)


def check(connection: Connection, draft: MinutesDraft, edited: EditedMinutes, today: date) -> Checked:
    """Read the form. The meeting has the draft's id, resolutions the keys that they have in the form."""
    names = place_names(connection)
    reader = _Reader(draft, edited, names, today)
    meeting, resolutions = reader.meeting(), tuple(reader.resolutions())
    reader.numbers()
    published = same_session(meeting, MeetingRepository(connection).numbered(meeting.session_number), names)
    if draft.meeting_id:
        # It became this meeting before, whatever number it is given now.
        if published and published.id != draft.meeting_id:
            reader.problems.setdefault("session_number", SESSION_ELSEWHERE)
        published = MeetingRepository(connection).get(draft.meeting_id)
    comparison = Comparison()
    if published:
        comparison = compare(resolutions, ResolutionRepository(connection).of_meeting(published.id))
        reader.problems |= _clashes(comparison, edited)
    if reader.session_number and _twice_here(connection, draft, meeting, names):
        reader.problems.setdefault("session_number", SESSION_HERE_TWICE)
    return Checked(meeting, resolutions, published, comparison, reader.problems, reader.warnings)


class _Reader:
    """Reads the texts of a form and gathers what is wrong with them."""

    def __init__(self, draft: MinutesDraft, edited: EditedMinutes, names: PlaceNames, today: date) -> None:
        self.draft, self.edited, self.names, self.today = draft, edited, names, today
        self.problems: dict[str, str] = {}
        self.warnings: dict[str, str] = {}
        self.session_number = 0
        self.date: JalaliDate | None = None
        self._proposed = {one.key: one for one in proposed_form(draft.proposed).resolutions}
        texts = {name: getattr(edited, name) for name in SESSION_FIELDS}
        for one in edited.kept:
            texts |= {field_name(one.key, name): getattr(one, name) for name in RESOLUTION_FIELDS}
        self._too_long(texts)

    def meeting(self) -> Meeting:
        edited, names = self.edited, self.names
        self.session_number = self._number("session_number", edited.session_number, LARGEST_SESSION, "شمارهٔ نشست") or 0
        self.date = self._date("date", edited.date)
        if self.date is None and "date" not in self.problems:
            self.warnings["date"] = NO_DATE
        elif self.date and (first := first_day_of(self.date)) and first > self.today:
            self.warnings["date"] = NOT_YET
        if not edited.kept:
            self.warnings["resolutions"] = NO_RESOLUTIONS
        body, host = _line(edited.body), _line(edited.host_city)
        meeting = Meeting(
            id=self.draft.id,
            session_number=self.session_number,
            title=_line(edited.title) or "",
            body=body,
            body_id=names.body(body, self.session_number) if body else None,
            host_city=host,
            host_city_id=names.city(host) if host else None,
            date=self.date,
            chair=_line(edited.chair),
            secretary=_line(edited.secretary),
            attendees=_lines(edited.present),
            absent=_lines(edited.absent),
            agenda=_lines(edited.agenda),
            document_id=self.draft.document_id,
        )
        return meeting if meeting.title else replace(meeting, title=session_name(meeting))

    def resolutions(self) -> Iterator[Resolution]:
        agenda = _lines(self.edited.agenda)
        for one in self.edited.kept:
            text = display_text(one.text).strip()
            if not text:
                self._wrong(one, "text", EMPTY_TEXT)
            group = _line(one.working_group)
            yield Resolution(
                id=one.key,
                meeting_id=self.draft.id,
                number=self._number(field_name(one.key, "number"), one.number, LARGEST_NUMBER, "شمارهٔ مصوبه") or 0,
                text=text,
                working_group=group,
                working_group_id=self.names.body(group, self.session_number) if group else None,
                agenda_item=self._agenda_item(one, agenda),
                vote=_line(one.vote),
                responsible=tuple(self.names.party(name, self.session_number) for name in _lines(one.responsible)),
                due=self._due(one),
                due_text=_line(one.due_text),
                horizon=self._choice(one, "horizon", Horizon),
                first_status=self._choice(one, "status", ResolutionStatus) or ResolutionStatus.ANNOUNCED,
                source=one.source,
            )

    def numbers(self) -> None:
        """Two resolutions of one session cannot have one number."""
        of_number: dict[int, list[EditedResolution]] = {}
        for one in self.edited.kept:
            if field_name(one.key, "number") not in self.problems:
                of_number.setdefault(_whole(one.number) or 0, []).append(one)
        for number, several in of_number.items():
            for one in several if len(several) > 1 else ():
                count = "دو" if len(several) == 2 else to_persian_digits(len(several))
                self._wrong(one, "number", f"{count} مصوبه شمارهٔ {to_persian_digits(number)} دارند.")

    def _too_long(self, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            if len(text) > MOST_CHARACTERS:
                self.problems[name] = f"این بخش از {to_persian_digits(MOST_CHARACTERS)} نویسه بلندتر است."

    def _wrong(self, one: EditedResolution, name: str, problem: str) -> None:
        self.problems.setdefault(field_name(one.key, name), problem)

    def _number(self, name: str, typed: str, largest: int, label: str) -> int | None:
        if not typed.strip():
            self.problems[name] = f"{label} را بنویسید."
            return None
        number = _whole(typed)
        if number is None or not 1 <= number <= largest:
            self.problems[name] = f"{label} باید عددی میان ۱ و {to_persian_digits(largest)} باشد."
            return None
        return number

    def _date(self, name: str, typed: str) -> JalaliDate | None:
        if not typed.strip():
            return None
        try:
            return typed_date(typed)
        except UnreadableDate as error:
            self.problems[name] = str(error)
            return None

    def _due(self, one: EditedResolution) -> JalaliDate | None:
        name = field_name(one.key, "due")
        due = self._date(name, one.due)
        proposed = self._proposed.get(one.key)
        base = self.date.iso if self.date else None
        if not one.due.strip() and base and one.due_text != (proposed.due_text if proposed else ""):
            # What a person wrote in words is reckoned as what the minutes write is.
            due = next((found.due for found in find_deadlines(one.due_text, base)), None)
        last, held = last_day_of(due) if due else None, first_day_of(self.date) if self.date else None
        if last and held and last < held:
            self.warnings[name] = DUE_BEFORE_SESSION
        return due

    def _choice(self, one: EditedResolution, name: str, kind: type[Choice]) -> Choice | None:
        typed = getattr(one, name)
        try:
            return kind(typed) if typed else None
        except ValueError:
            self._wrong(one, name, "یکی از گزینه‌ها را برگزینید.")
            return None

    def _agenda_item(self, one: EditedResolution, agenda: tuple[str, ...]) -> str | None:
        place = _whole(one.agenda_item)
        if not one.agenda_item:
            return None
        if place is None or not 1 <= place <= len(agenda):
            self._wrong(one, "agenda_item", "دستور جلسه چنین بندی ندارد.")
            return None
        return agenda[place - 1]


def _twice_here(connection: Connection, draft: MinutesDraft, meeting: Meeting, names: PlaceNames) -> bool:
    for other in DraftRepository(connection).of_document(draft.document_id):
        if other.id == draft.id or other.state is DraftState.DISCARDED:
            continue
        form = in_form(other)
        its = replace(meeting, body=_line(form.body), body_id=None)
        if _whole(form.session_number) == meeting.session_number and same_body(meeting, its, names):
            return True
    return False


def _clashes(comparison: Comparison, edited: EditedMinutes) -> dict[str, str]:
    """Resolutions of the record that cannot go, or whose numbers the new text gives to others."""
    problems = {}
    for known in comparison.gone:
        if known.id in edited.removals:
            if known.follow_ups:
                problems[f"removal-{known.id}"] = HAS_FOLLOW_UPS
            continue
        for one, _ in comparison.pairs:
            if one.number == known.number:
                problems[field_name(one.id, "number")] = NUMBER_TAKEN
    return problems


def _whole(typed: str) -> int | None:
    plain = level(typed).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else number_from_words(plain)


def _line(typed: str) -> str | None:
    return " ".join(display_text(typed).split()) or None


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line for row in typed.splitlines() if (line := _line(row)))
