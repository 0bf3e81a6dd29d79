"""How dates and times go into rows and come out again; shared by every repository."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import RowMapping

from corpus.types import JalaliDate

Values = dict[str, Any]


def now() -> datetime:
    return datetime.now(UTC)


def as_utc(value: datetime) -> datetime:
    """SQLite forgets the zone; everything is written in UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def jalali_values(prefix: str, value: JalaliDate | None) -> Values:
    return {
        f"{prefix}_iso": value.iso if value else None,
        f"{prefix}_year": value.year if value else None,
        f"{prefix}_month": value.month if value else None,
        f"{prefix}_day": value.day if value else None,
    }


def jalali_from(row: RowMapping, prefix: str) -> JalaliDate | None:
    year: int | None = row[f"{prefix}_year"]
    if year is None:
        return None
    iso: date | None = row[f"{prefix}_iso"]
    return JalaliDate(year, row[f"{prefix}_month"], row[f"{prefix}_day"], iso)
