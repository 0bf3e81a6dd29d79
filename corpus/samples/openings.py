"""How minutes begin: number, date, place and host of the session."""

from corpus.samples import dates
from corpus.samples.attendance import listed
from corpus.samples.dates import DateForm
from corpus.samples.numerals import ordinal, persian_digits
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenMeeting


def in_prose(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """One long sentence that also names those present."""
    paper.line(
        f"{ordinal(meeting.number)}ین نشست {meeting.body} روز {dates.weekday(meeting.date_jalali)} مورخ "
        f"{form(meeting.date_jalali)} به میزبانی شهرداری {meeting.host_city} با حضور {listed(meeting.attendees)} "
        "تشکیل شد و پس از بحث و تبادل نظر، تصمیم‌هایی به شرح زیر گرفته شد."
    )


def in_fields(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """«شماره نشست: … تاریخ: … محل: …», several on a line."""
    paper.labelled(
        ("شماره نشست", persian_digits(meeting.number)),
        ("تاریخ", form(meeting.date_jalali)),
        ("محل", meeting.host_city),
    )
    paper.labelled(("مرجع برگزاری", meeting.body), ("میزبان", f"شهرداری {meeting.host_city}"))


def as_table(paper: Paper, meeting: WrittenMeeting, form: DateForm) -> None:
    """A table of labels and values, two pairs a row."""
    date = meeting.date_jalali
    paper.table(
        (
            ("شماره نشست", persian_digits(meeting.number), "تاریخ برگزاری", f"{dates.weekday(date)} {form(date)}"),
            ("محل برگزاری", meeting.host_city, "میزبان", f"شهرداری {meeting.host_city}"),
            ("مرجع", meeting.body, "عنوان", meeting.title),
        ),
        header=False,
    )
