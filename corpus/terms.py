"""The Persian words for what the record holds: one place, for pages, files, queries and what is indexed alike."""

from corpus.access import Role
from corpus.submissions import Criterion, SubmissionState
from corpus.text.dates import format_jalali
from corpus.text.numbers import to_persian_digits
from corpus.types import (
    Horizon,
    ItemKind,
    Lesson,
    LessonState,
    Meeting,
    Polarity,
    RelationKind,
    Resolution,
    ResolutionStatus,
    Visibility,
)

ITEM_KIND_NAMES = {ItemKind.RESOLUTION: "مصوبه", ItemKind.LESSON: "تجربه", ItemKind.DOCUMENT: "سند"}
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
POLARITY_NAMES = {
    Polarity.NEGATIVE: "تجربهٔ ناموفق",
    Polarity.POSITIVE: "تجربهٔ موفق",
    Polarity.RISK: "خطر شناسایی‌شده",
}
LESSON_STATE_NAMES = {
    LessonState.PUBLISHED: "منتشرشده",
    LessonState.SUPERSEDED: "جایگزین‌شده",
    LessonState.ARCHIVED: "بایگانی‌شده",
}
SUBMISSION_STATE_NAMES = {
    SubmissionState.DRAFT: "پیش‌نویس",
    SubmissionState.SUBMITTED: "در انتظار بازبینی",
    SubmissionState.IN_REVIEW: "در دست بازبینی",
    SubmissionState.RETURNED: "برگشت‌خورده",
    SubmissionState.PUBLISHED: "منتشرشده",
    SubmissionState.MERGED: "ادغام‌شده",
    SubmissionState.WITHDRAWN: "پس‌گرفته",
}
ROLE_NAMES = {
    Role.VISITOR: "مهمان",
    Role.ENGINEER: "مهندس",
    Role.CONTRIBUTOR: "همکار شهر",
    Role.SECRETARIAT: "دبیرخانه",
    Role.ADMINISTRATOR: "مدیر سامانه",
}
VISIBILITY_NAMES = {
    Visibility.PUBLIC: "همگان",
    Visibility.MEMBERS: "اعضا",
    Visibility.CITY: "همان شهر",
}
# Each criterion of a valid lesson with what a reviewer asks by it.
CRITERION_NAMES = {
    Criterion.SIGNIFICANT: ("قابل‌توجه", "اثر آن بر هزینه، زمان، کیفیت یا ایمنی آن‌قدر هست که دیگران بدانند."),
    Criterion.EFFECTIVE: ("مؤثر", "به‌کار بستن آن جلوی تکرار مشکل را می‌گیرد یا کار را بهتر می‌کند."),
    Criterion.APPLICABLE: ("کاربردی", "شهر دیگری هم می‌تواند آن را در پروژهٔ خود به کار بندد."),
    Criterion.UNDERSTANDABLE: ("قابل‌درک", "کسی که آن‌جا نبوده می‌فهمد چه پیش آمد، چرا، و چه باید کرد."),
    Criterion.COHERENT: ("یکپارچه", "مشکل، علت و پیشنهاد به هم می‌خورند و یک تجربه را می‌گویند."),
    Criterion.CREDIBLE: ("معتبر", "بر رویدادی واقعی تکیه دارد و نشانی برای پرسیدن دارد."),
}


def session_name(meeting: Meeting) -> str:
    """«نشست ۲۰»."""
    return f"نشست {to_persian_digits(meeting.session_number)}"


def resolution_title(resolution: Resolution, meeting: Meeting) -> str:
    """«مصوبهٔ ۴ نشست ۲۰»."""
    return numbered_title(resolution.number, meeting.session_number)


def numbered_title(number: int, session_number: int) -> str:
    """The same for a resolution of which only its number and its session's are at hand."""
    return f"مصوبهٔ {to_persian_digits(number)} نشست {to_persian_digits(session_number)}"


def lesson_citation(lesson: Lesson, city_name: str | None) -> str:
    """«تجربهٔ ۱۲، مشهد، مهر ۱۳۹۹», as far as it may be told."""
    when = format_jalali(lesson.date) if lesson.date else ""
    parts = (f"تجربهٔ {to_persian_digits(lesson.number)}", city_name or "", when)
    return "، ".join(part for part in parts if part)
