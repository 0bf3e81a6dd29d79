"""How minutes begin: which session it is, of whom, when, where and with whom."""

import re
from collections.abc import Iterator, Sequence

from corpus.minutes import Parsed
from corpus.text.numbers import number_from_words
from ingest.structure.minutes.fields import LABELLED, read_names, read_number, slice_of
from ingest.structure.minutes.particulars import trimmed
from ingest.structure.minutes.plain import Plain, plain

_WORDS = r"(?:[ء-ی]+ و |[ء-ی]+)?[ء-ی]*(?:م|اول|نخست)(?:ین)?"
_MEETING = r"(?:نشست|جلسه|اجلاس|گردهمایی)"
_KIND = r"(?:عادی|فوق ?العاده|رسمی|علنی|مشترک|هم ?اندیشی)"
_NUMBERED = re.compile(
    rf"(?<![ء-ی])(?:صورت ?)?{_MEETING}(?: {_KIND})* ?(?:شماره ?)?[:(]? ?(?P<digits>[0-9]{{1,4}})(?:م|مین|امین)?(?![0-9/.-])"
    rf"|(?P<first>[0-9]{{1,4}}) ?(?:م|مین|امین) {_MEETING}"
    rf"|(?P<before>(?:(?!صورت ?جلسه)[ء-ی]+ ?و ?){{0,3}}[ء-ی]* ?(?:مین|م|ین|اول|نخست)) {_MEETING}(?![ء-ی])"
    rf"|(?<![ء-ی]){_MEETING} (?!نشست|جلسه)(?P<after>(?:[ء-ی]+ ?و ?){{0,3}}[ء-ی]+)"
)
_OPENS = re.compile(
    rf"^(?:باسمه تعالی|بسمه تعالی|به نام خدا)? ?(?:صورت ?جلسه|صورت ?مجلس|مصوبات|مشروح|خلاصه|متن)?.{{0,30}}?{_MEETING}|^صورت ?(?:جلسه|مجلس)"
)
_TITLE_LEAD = re.compile(r"^(?:متن )?(?:صورت ?(?:جلسه|مجلس)|مصوبات|مشروح مذاکرات|خلاصه مذاکرات)(?:ی)?[: -]*(?=\S)")
_HELD = re.compile(r"(?<![ء-ی])(?:تشکیل|برگزار|منعقد|رسمیت یافت)(?![ء-ی])")
_HOST = re.compile(
    r"(?:به |با )?میزبانی (?:محترم )?(?P<host>(?:شهرداری|کلان ?شهر|شهر)? ?[^،؛.]{2,40}?)(?= (?:و|با|در|تشکیل|برگزار|به|روز|مورخ|،)|[،؛.]|$)"
)
_BODY = re.compile(
    rf"(?<![ء-ی]){_MEETING}(?: (?:شماره )?[0-9]{{1,4}}(?:م|مین)?)?(?: {_KIND})* (?P<body>[ء-ی][^،؛:()]{{3,90}}?)"
    r"(?= ?[،؛:(]| (?:در )?(?:روز|مورخ|تاریخ|ساعت|راس|محل)|(?: که)? (?:به|با) (?:میزبانی|حضور|ریاست|شرکت|دستور)| در شهر| تشکیل| برگزار| مورخه?|$)"
)
_IN_CITY = re.compile(r"در (?:محل )?(?:شهر|کلان ?شهر|شهرداری) (?P<host>[ء-ی ]{2,20}?)(?= (?:برگزار|تشکیل|منعقد)|[،؛.])")
_INVITES = re.compile(r"^دعوت ?نامه|خواهشمند است .{0,40}(?:حضور به ?هم|شرکت (?:فرمایید|نمایید)|حضور یابید)")
_CLOSES = re.compile(
    r"(?:این |در پایان )?(?:جلسه|نشست)[^.:]{0,60}(?:پایان (?:یافت|پذیرفت|گرفت)|خاتمه یافت|به (?:پایان|اتمام) رسید|ختم (?:شد|گردید))"
    r"|رونوشت ?:"
)
_ANNOUNCES = re.compile(
    r"(?:تصمیم|مصوب|موارد|موضوعات|نتایج|مطالب)[^.:]{0,50}(?:زیر|ذیل|اتی)[^.:]{0,30}(?:اتخاذ|مقرر|تصویب|مصوب|توافق|حاصل)[^.:]{0,20}[.:]?$"
    r"|(?:به|بدین) ?شرح(?: (?:زیر|ذیل))? ?(?:اتخاذ|مقرر|تصویب|مصوب|توافق)[^.:]{0,20}[.:]?$"
    r"|(?:اتخاذ|مقرر|تصویب|مصوب|توافق) ?(?:شد|گردید|گشت|نمودند|کردند) ?:$"
)
# How sure a session's number is that stands in a sentence or title.
SPELLED = 0.93
_CHAIR = re.compile(r"(?:به|با) ریاست (?P<who>[^،؛.]{3,60}?)(?= (?:و با|با حضور|و حضور|در|تشکیل|برگزار)|[،؛.]|$)")
_PRESENT = re.compile(
    r"(?:با|و) (?:حضور|شرکت)(?: اقایان| خانم ?ها| محترم)*:? (?P<names>.{3,1500}?)(?= ?(?:در (?:محل|سالن|دفتر|تاریخ|ساعت|روز)[^،؛]{0,60})? ?(?:تشکیل|برگزار|منعقد|رسمیت))"
)


def find_session_number(line: Plain) -> Parsed[int | None]:
    """«نشست ۱۸», «هجدهمین نشست», «جلسه شماره 94»."""
    for match in _NUMBERED.finditer(line.text):
        for name in ("digits", "first"):
            if match[name]:
                return Parsed(int(match[name]), line.source(*match.span(name)), SPELLED)
        for name, last in (("before", True), ("after", False)):
            if match[name] and (found := _spelled(line, match.start(name), match[name], last=last)):
                return found
    return Parsed(None)


def _spelled(line: Plain, start: int, words: str, *, last: bool) -> Parsed[int | None] | None:
    """The longest run of words at that edge which spells a number."""
    parts = list(re.finditer(r"[^ ]+", words))
    for skipped in range(len(parts)):
        run = parts[skipped:] if last else parts[: len(parts) - skipped]
        spelled = words[run[0].start() : run[-1].end()]
        number = number_from_words(_joined(spelled))
        if number is not None and not (number == 1 and spelled in ("یک",)):
            return Parsed(number, line.source(start + run[0].start(), start + run[-1].end()), SPELLED)
    return None


def _joined(words: str) -> str:
    """«چهارصدو هشتادو هفتمین» and «سی ام»."""
    return re.sub(r"(?<=[ء-ی]{2})و(?= |$)", " و", words).replace("سی ام", "سیام").replace("سی امین", "سیامین")


def opens_session(line: Plain, *, heading: bool) -> bool:
    """Whether the line is a title of minutes, or the sentence that they begin with."""
    if not _OPENS.search(line.text[:90]):
        return False
    short = heading or len(line.text) < 150
    return short or bool(_HELD.search(line.text))


def is_minutes_title(line: Plain) -> bool:
    return bool(re.match(r"(?:.{0,20} )?صورت ?(?:جلسه|مجلس)|مصوبات (?:نشست|جلسه)", line.text)) and len(line.text) < 160


def title_of(document: str, line: Plain) -> Parsed[str | None]:
    lead = _TITLE_LEAD.match(line.text)
    rest = trimmed(line.part(lead.end() if lead else 0))
    if not rest.text or re.fullmatch("صورت ?(?:جلسه|مجلس)", rest.text):
        return Parsed(None)
    return Parsed(slice_of(document, rest.whole), rest.whole, 0.9)


def names_body(line: Plain) -> bool:
    """Whether a line of the head is the name of a commission and nothing else."""
    return (
        bool(re.match(r"(?:کمیسیون|کارگروه|کمیته|شورای?|ستاد|مجمع) ", line.text))
        and len(line.text) < 80
        and ":" not in line.text
    )


def is_prose(line: Plain) -> bool:
    """Whether it is a sentence that tells of a session held."""
    return bool(_HELD.search(line.text)) and bool(re.search(_MEETING, line.text))


def body_in(document: str, line: Plain) -> Parsed[str | None]:
    for match in _BODY.finditer(line.text):
        start, end = match.span("body")
        said = match["body"]
        start += _ordinal_length(said)
        part = trimmed(line.part(start, end))
        if re.search(r"کمیسیون|کمیته|کارگروه|شورا|معاون|مجمع|هییت|ستاد|گروه|انجمن|کلان ?شهر", part.text):
            return Parsed(slice_of(document, part.whole), part.whole, 0.85)
    return Parsed(None)


def _ordinal_length(text: str) -> int:
    """How much of the text is the session's own number, which a body's name does not begin with."""
    words = list(re.finditer(r"[^ ]+ ", text[:60]))[:5]
    for count in range(len(words), 0, -1):
        spelled = text[: words[count - 1].end()].strip()
        if spelled.isdigit() or number_from_words(_joined(spelled)) is not None:
            return words[count - 1].end()
    return 0


def invites(line: Plain) -> bool:
    """Whether the line calls people to a session."""
    return bool(_INVITES.search(line.text))


def closes(line: Plain) -> bool:
    """«جلسه در ساعت ۱۲ پایان یافت»: whether nothing that was decided comes after it."""
    return bool(_CLOSES.match(line.text))


def announces_resolutions(line: Plain) -> bool:
    """«… تصمیمات زیر اتخاذ شد:»: whether what follows is what was decided."""
    return bool(_ANNOUNCES.search(line.text[-120:]))


def host_in(line: Plain) -> Plain | None:
    match = _HOST.search(line.text) or _IN_CITY.search(line.text)
    return trimmed(line.part(*match.span("host"))) if match else None


def chair_in(document: str, line: Plain) -> Parsed[str | None]:
    match = _CHAIR.search(line.text)
    if not match:
        return Parsed(None)
    part = trimmed(line.part(*match.span("who")))
    return Parsed(slice_of(document, part.whole), part.whole, 0.85)


def present_in(document: str, line: Plain) -> Iterator[Parsed[str]]:
    match = _PRESENT.search(line.text)
    if match:
        yield from read_names(document, trimmed(line.part(*match.span("names"))))


class Hosts:
    """Finds the city that a place or host names."""

    def __init__(self, document: str, cities: Sequence[str]) -> None:
        self._document = document
        names = sorted({plain(name).text for name in cities}, key=len, reverse=True)
        self._city = re.compile(r"(?<![ء-ی])(?:" + "|".join(map(re.escape, names)) + r")(?![ء-ی])") if names else None

    def read(self, value: Plain, confidence: float = LABELLED) -> Parsed[str | None]:
        """The name of the city in it; the whole value, doubted, where it names none that is known."""
        match = self._city.search(value.text) if self._city else None
        source = value.source(*match.span()) if match else value.whole
        doubt = None if match else "شهر شناخته‌ای در آن نیست."
        return Parsed(slice_of(self._document, source), source, confidence if match else 0.5, doubt)

    def begins(self, line: Plain) -> bool:
        """Whether the line begins with a city: «مشهد، ۱۵ مهر ۱۳۹۲»."""
        return bool(self._city and self._city.match(line.text))


def number_field(value: Plain) -> Parsed[int | None]:
    found = find_session_number(value)
    return found if found.value is not None else read_number(value)
