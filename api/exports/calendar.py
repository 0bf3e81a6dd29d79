"""Deadlines as an iCalendar feed."""

from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, Event

from corpus.desk import DeskRow
from corpus.terms import STATUS_NAMES, resolution_title

CALENDAR = "text/calendar; charset=utf-8"


def as_calendar(rows: Sequence[DeskRow], name: str, site: str) -> bytes:
    """One whole-day event a resolution that has a deadline, on its last day in time; `site` is the site's address."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tajrobe//Resolutions//FA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for row in rows:
        if row.resolution.due_by:
            calendar.add_component(_event(row, site))
    return bytes(calendar.to_ical())


def _event(row: DeskRow, site: str) -> Event:
    resolution, due_by = row.resolution, row.resolution.due_by
    assert due_by is not None, "only a resolution with a deadline has an event"
    responsible = "، ".join(party.name for party in resolution.responsible)
    told = [resolution.text, f"مسئول: {responsible}" if responsible else "", STATUS_NAMES[resolution.status]]
    event = Event()
    # The same for as long as the resolution lives, so that a calendar changes the event it has.
    event.add("uid", f"{resolution.id}@tajrobe")
    event.add("dtstamp", row.updated_at)
    event.add("last-modified", row.updated_at)
    event.add("dtstart", due_by)
    event.add("dtend", due_by + timedelta(days=1))
    event.add("summary", f"مهلت {resolution_title(resolution, row.meeting)}")
    event.add("description", "\n".join(part for part in told if part))
    event.add("url", f"{site}/resolutions/{resolution.id}")
    event.add("transp", "TRANSPARENT")
    return event
