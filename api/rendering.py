"""How values are shown to people: Persian digits, Jalali dates, sizes, marks. Templates use these and nothing else."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape

from api.caching import static_url
from corpus.text.dates import format_jalali, jalali
from corpus.text.numbers import to_persian_digits
from corpus.types import JalaliDate

HERE = Path(__file__).parent
TEHRAN = ZoneInfo("Asia/Tehran")
SIZES = ("بایت", "کیلوبایت", "مگابایت", "گیگابایت")

Span = tuple[int, int]

# A number, if it stands in no tag and no entity.
_NUMBER = re.compile(r"<[^>]*>|&[^;\s]*;|(\d+(?:[/.,٫٬:-]\d+)*)")


def make_templates() -> Jinja2Templates:
    """The page templates with our filters; made once an application."""
    made = Jinja2Templates(directory=HERE / "templates")
    made.env.filters |= {"fa": to_persian, "jalali": to_jalali, "size": to_size}
    made.env.globals |= {"marked": marked, "direction": direction, "static_url": static_url}
    made.env.trim_blocks = made.env.lstrip_blocks = True
    return made


def templates(request: Request) -> Jinja2Templates:
    made: Jinja2Templates = request.app.state.templates
    return made


def site_of(request: Request) -> str:
    """The site's address as this request knows it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def to_persian(value: object) -> str:
    """The value with Persian digits; thousands are not grouped."""
    return to_persian_digits(str(value))


def today() -> date:
    """The calendar day in Tehran."""
    return datetime.now(TEHRAN).date()


def to_jalali(value: datetime | date | JalaliDate) -> str:
    """«۱۲ آبان ۱۳۸۹», by Tehran's calendar day for a moment."""
    if isinstance(value, JalaliDate):
        return format_jalali(value)
    if isinstance(value, datetime):
        value = value.replace(tzinfo=value.tzinfo or UTC).astimezone(TEHRAN).date()
    return format_jalali(jalali(value))


def to_size(size: int) -> str:
    """«۱٫۲ مگابایت», in powers of 1024."""
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(SIZES) - 1:
        amount, unit = amount / 1024, unit + 1
    number = f"{amount:.1f}".removesuffix(".0") if unit else str(size)
    return f"{to_persian(number).replace('.', '٫')} {SIZES[unit]}"


def direction(text: str) -> str:
    """Which way the text reads; a Persian passage that begins with a code such as C25/30 still reads from the right."""
    persian = sum("\u0600" <= character <= "\u06ff" for character in text)
    latin = sum(character.isascii() and character.isalpha() for character in text)
    return "ltr" if latin > persian else "rtl"


def unconfirmed(html: Markup) -> Markup:
    """The same with a <span> around each number, for text whose numbers nobody has confirmed."""
    return Markup(_NUMBER.sub(lambda m: f'<span class="unconfirmed">{m[1]}</span>' if m[1] else m[0], html))


def marked(text: str, spans: Sequence[Span], anchor: str | None = None, first: int = 1) -> Markup:
    """The text, escaped, with <mark> around each span; with an anchor each mark is numbered from `first`."""
    pieces, position = [], 0
    for number, (start, end) in enumerate(spans, first):
        name = f' id="{anchor}-{number}"' if anchor else ""
        pieces += [escape(text[position:start]), Markup(f"<mark{name}>"), escape(text[start:end]), Markup("</mark>")]
        position = end
    pieces.append(escape(text[position:]))
    return Markup("").join(pieces)
