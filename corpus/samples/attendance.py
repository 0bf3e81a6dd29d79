"""How minutes name those who were present."""

from corpus.samples.numerals import persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenMeeting


def listed(attendees: tuple[str, ...]) -> str:
    """The attendees in a sentence, set apart by semicolons where one of them holds a comma of its own."""
    separator = "؛ " if any("،" in attendee for attendee in attendees) else "، "
    return f"{separator.join(attendees[:-1])} و {attendees[-1]}"


def in_prose(paper: Paper, meeting: WrittenMeeting) -> None:
    """One paragraph."""
    paper.line(f"{listed(meeting.attendees)}.")


def in_table(paper: Paper, meeting: WrittenMeeting) -> None:
    """A numbered table with an empty column for the signatures."""
    rows = [(persian_digits(number), attendee, "") for number, attendee in enumerate(meeting.attendees, 1)]
    paper.table([("ردیف", "سمت", "امضا"), *rows])
