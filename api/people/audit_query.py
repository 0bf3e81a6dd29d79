"""Questions to the trail of changes as they are typed: whose, of what kind, from which day to which."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from api.rendering import TEHRAN, to_jalali, to_persian
from corpus.access import Via
from corpus.people import AuditEntry, AuditFilter
from corpus.terms import ROLE_NAMES
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import JalaliDate

KIND_NAMES = {
    "person": "حساب",
    "token": "توکن",
    "document": "سند",
    "upload": "پرونده",
    "minutes": "صورتجلسه",
    "meeting": "نشست",
    "resolution": "مصوبه",
    "relation": "پیوند مصوبه‌ها",
    "lesson": "تجربه",
    "submission": "تجربهٔ در راه",
    "need": "نیاز",
    "search": "جست‌وجوی نگه‌داشته",
    "office": "دفتر شهر",
}
VIA_NAMES = {Via.WEB: "صفحه", Via.TOKEN: "توکن", Via.COMMAND: "فرمان"}
PATHS = {
    "person": "/people/{}",
    "document": "/documents/{}",
    "resolution": "/resolutions/{}",
    "minutes": "/minutes/{}",
    "meeting": "/sessions/{}",
    "relation": "/resolutions/{}",
    "lesson": "/lessons/{}",
    "submission": "/submissions/{}",
    "need": "/needs/{}",
    "office": "/cities/{}",
}
COLUMNS = (
    ("زمان", 22),
    ("چه کسی", 24),
    ("نقش", 14),
    ("از راه", 10),
    ("چه شد", 70),
    ("گونه", 16),
    ("شناسه", 34),
    ("کار", 16),
)


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """`problems` says by field what could not be used; the rest of the filter holds."""

    wanted: AuditFilter
    problems: dict[str, str]


def read_audit_query(
    person: str = "", kind: str = "", item: str = "", day_from: str = "", day_to: str = ""
) -> AuditQuery:
    """Days are Tehran's, typed as elsewhere; the last one is included."""
    problems: dict[str, str] = {}
    since = _moment(day_from, "day_from", problems)
    until = _moment(day_to, "day_to", problems, after=timedelta(days=1))
    return AuditQuery(AuditFilter(person or None, kind or None, item or None, since, until), problems)


def audit_cells(entry: AuditEntry) -> tuple[str, ...]:
    """One entry as a row under `COLUMNS`."""
    return (
        f"{to_jalali(entry.at)} {clock(entry.at)}",
        entry.name or ROLE_NAMES[entry.role],
        ROLE_NAMES[entry.role],
        VIA_NAMES[entry.via],
        entry.what,
        KIND_NAMES.get(entry.kind, entry.kind),
        entry.item_id,
        entry.action,
    )


def clock(moment: datetime) -> str:
    """«۱۴:۰۵» in Tehran."""
    return to_persian(moment.astimezone(TEHRAN).strftime("%H:%M"))


def item_url(entry: AuditEntry) -> str | None:
    path = PATHS.get(entry.kind)
    return path.format(entry.item_id) if path and entry.item_id else None


def _moment(typed: str, field: str, problems: dict[str, str], after: timedelta = timedelta()) -> datetime | None:
    if not typed.strip():
        return None
    try:
        day: JalaliDate = typed_date(typed, whole=True)
    except UnreadableDate as error:
        problems[field] = str(error)
        return None
    assert day.iso is not None, "a whole date has a day"
    return datetime.combine(day.iso + after, time(), TEHRAN)
