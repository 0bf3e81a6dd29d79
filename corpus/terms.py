"""The Persian words for what the record holds: one place, for pages, files, queries and what is indexed alike."""

from corpus.text.numbers import to_persian_digits
from corpus.types import Horizon, Meeting, RelationKind, Resolution, ResolutionStatus

HORIZON_NAMES = {
    Horizon.URGENT: "اضطراری",
    Horizon.SHORT: "کوتاه‌مدت",
    Horizon.MEDIUM: "میان‌مدت",
    Horizon.LONG: "بلندمدت",
}
STATUS_NAMES = {
    ResolutionStatus.ANNOUNCED: "ابلاغ‌شده",
    ResolutionStatus.IN_PROGRESS: "در دست اقدام",
    ResolutionStatus.DONE: "انجام‌شده",
    ResolutionStatus.STALLED: "متوقف",
    ResolutionStatus.CANCELLED: "لغو‌شده",
}
# How the newer of two resolutions stands to the older: «این مصوبه … مصوبهٔ پیشین است».
RELATION_NAMES = {
    RelationKind.REPEATS: "تکرار",
    RelationKind.AMENDS: "اصلاح",
    RelationKind.SUPERSEDES: "جایگزین",
    RelationKind.FOLLOWS: "پیگیری",
}


def session_name(meeting: Meeting) -> str:
    """«نشست ۲۰»."""
    return f"نشست {to_persian_digits(meeting.session_number)}"


def resolution_title(resolution: Resolution, meeting: Meeting) -> str:
    """«مصوبهٔ ۴ نشست ۲۰»."""
    return f"مصوبهٔ {to_persian_digits(resolution.number)} {session_name(meeting)}"
