"""A resolution while it is being read: its text grows line by line, its particulars come from around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from corpus.minutes import Parsed, ParsedResolution, Source
from corpus.types import Horizon, JalaliDate
from ingest.structure.minutes import fields
from ingest.structure.minutes.particulars import Particulars, segments, tail, trimmed
from ingest.structure.minutes.plain import Plain, joined
from ingest.structure.minutes.vocabulary import BODY_LEAD, DECISION, LEAD, RESOLUTION, VOTE

BY_POSITION = "شماره از ترتیب مصوبه در صورتجلسه گرفته شده است."
BY_VERB = "تنها از روی «مقرر گردید» و مانند آن شناخته شده است."

_CHARGING = r"(?:^|[.؛] |مقرر (?:شد|گردید|گشت)[،:]? |توسط |(?:بر|به) عهده (?:ی )?)"
_CHARGED = re.compile(
    rf"{_CHARGING}(?P<who>(?:{BODY_LEAD})[ء-ی]*(?: (?!را )[^ ،؛.:()]+){{0,4}}?)"
    r"(?= (?:نسبت|ظرف|موظف|مکلف|با |جهت|تا |در |طی|گزارش|پیش ?نویس|اقدام|انجام|ضمن|پس از|است|می ?باشد|بررسی|تهیه|ارائه|ارایه|به ?منظور|ملزم|حداکثر)|[،؛.])"
)
# The one charged is named in a word and what he is to do follows at once.
_CHARGED_ALONE = re.compile(
    r"^(?P<who>شهرداری منطقه [0-9]+|شهرداری [^ ]+|(?:پیمانکار|مشاور|دبیرخانه|شهرداری|کارفرما|ناظر|مجری)(?:ها)?)(?= )"
)
_CITIES = re.compile(rf"{_CHARGING}(?P<who>(?:کلان ?شهر|شهرداری) ?های )")
_WORD, _TWO_WORDS, _MORE = re.compile(r"[ء-ی]+"), re.compile(r"[ء-ی]+ [ء-ی]+"), re.compile(r" ?، | و ")
_SENTENCE_END = (".", "؛", "!", "؟", ")", "»")


@dataclass(slots=True)
class Decision:
    """`style` is that of its marker, None where it has none. `told_of` is set once particulars have followed the text."""

    number: Parsed[int | None]
    pieces: list[Plain] = field(default_factory=list)
    particulars: Particulars = field(default_factory=dict)
    style: str | None = None
    horizon: Plain | None = None
    group: Plain | None = None
    agenda_item: int | None = None
    session: Plain | None = None
    held: Plain | None = None
    sure: float = 0.97
    doubt: str | None = None

    @property
    def told_of(self) -> bool:
        return bool(self.particulars)

    @property
    def ends(self) -> bool:
        """Whether its text ends a sentence."""
        return bool(self.pieces) and self.pieces[-1].text.endswith(_SENTENCE_END)

    def tell(self, particulars: Particulars) -> None:
        for role, value in particulars.items():
            self.particulars.setdefault(role, value)


def resolution_of(
    decision: Decision, document: str, base: date | None, is_place: fields.IsPlace, position: int
) -> ParsedResolution | None:
    """The resolution with the meaning of its fields; None where no text is left of it. `position` counts from 1."""
    whole = joined(decision.pieces)
    if not whole.text:
        return None
    end, told = tail(whole)
    body = _without_dash(whole.part(0, end))
    lead = LEAD.match(body.text)
    text = body.part(lead.end()) if lead else body
    decision.tell(told)
    text, vote = _without_vote(text)
    if not text.text:
        return None
    particulars = decision.particulars
    number = decision.number
    if number.value is None:
        number = Parsed(position, None, 0.6, BY_POSITION)
    due, due_text = _due(decision, document, body, base)
    shown = Parsed(_said(document, decision.pieces, text), text.whole, decision.sure, decision.doubt)
    return ParsedResolution(
        number=number,
        text=shown,
        responsible=_responsible(decision, document, body, is_place),
        due=due,
        due_text=due_text,
        horizon=_horizon(decision, body),
        working_group=_text(document, particulars.get(RESOLUTION.GROUP), decision.group),
        status=fields.read_status(particulars[RESOLUTION.STATUS]) if RESOLUTION.STATUS in particulars else Parsed(None),
        vote=_text(document, particulars.get(RESOLUTION.VOTE), vote),
        agenda_item=decision.agenda_item,
    )


def _said(document: str, pieces: list[Plain], text: Plain) -> str:
    """The original's own words. Cells of a row that stand between two pieces are not among them."""
    source = text.whole
    parts = [Source(max(piece.whole.start, source.start), min(piece.whole.end, source.end)) for piece in pieces]
    parts = [part for part in parts if part.start < part.end]
    said = [fields.slice_of(document, part) for part in parts]
    between = fields.slice_of(document, source)
    blank = all(not document[one.end : next_one.start].strip() for one, next_one in pairwise(parts))
    return between if blank else " ".join(said)


def _without_dash(text: Plain) -> Plain:
    """A dash that led over to the particulars is no part of the text."""
    end = len(text.text)
    while end and text.text[end - 1] in " -|/،":
        end -= 1
    return text.part(0, end)


def _without_vote(text: Plain) -> tuple[Plain, Plain | None]:
    """A last sentence that only says how it was voted is no part of what was decided."""
    for match in VOTE.finditer(text.text):
        before = text.text[: match.start()].rstrip()
        after = DECISION.sub("", text.text[match.end() :]).strip(" .،؛)")
        if before.endswith((".", "؛", "(", "،")) and len(after) < 25:
            rest = text.part(0, match.start())
            return trimmed(rest) if before.endswith(("(", "،")) else rest, text.part(*match.span())
    said = VOTE.search(text.text)
    return text, text.part(*said.span()) if said else None


def _due(
    decision: Decision, document: str, body: Plain, base: date | None
) -> tuple[Parsed[JalaliDate | None], Parsed[str | None]]:
    stated = decision.particulars.get(RESOLUTION.DUE)
    if stated is not None:
        if not any(character.isalnum() for character in stated.text):
            return Parsed(None), Parsed(None)
        return fields.read_due(document, stated, base, stated=True)
    return fields.read_due(document, body, base, stated=False)


def _responsible(decision: Decision, document: str, body: Plain, is_place: fields.IsPlace) -> tuple[Parsed[str], ...]:
    stated = decision.particulars.get(RESOLUTION.RESPONSIBLE)
    if stated is not None:
        return fields.read_parties(document, stated, is_place)
    if cities := _cities(body.text, is_place):
        return _in_text(document, body.part(*cities), is_place)
    match = _CHARGED.search(body.text) or _CHARGED_ALONE.search(body.text)
    if not match:
        return ()
    who = trimmed(body.part(*match.span("who")))
    if (
        match.re is _CHARGED_ALONE
        and not who.text[-1].isdigit()
        and not is_place(who.text)
        and not is_place(" ".join(body.text.split(" ", 3)[1:3]))
    ):
        # «شهرداری مجوز …» names no city.
        who = who.part(0, who.text.find(" ") if " " in who.text else None)
    # «شهرداری اصفهان نقشه …»: the city ends the name.
    words = who.text.split(" ")
    for count in range(2, len(words)):
        if words[0] == "شهرداری" and is_place(" ".join(words[1:count])):
            who = who.part(0, len(" ".join(words[:count])))
            break
    return _in_text(document, who, is_place)


def _in_text(document: str, who: Plain, is_place: fields.IsPlace) -> tuple[Parsed[str], ...]:
    parties = fields.read_parties(document, who, is_place)
    return tuple(Parsed(party.value, party.source, fields.IN_TEXT, fields.OUT_OF_TEXT) for party in parties)


def _cities(text: str, is_place: fields.IsPlace) -> tuple[int, int] | None:
    """Where «شهرداری‌های اصفهان، بندر عباس و شیراز» stands that are charged; None when there is none."""
    lead = _CITIES.search(text)
    if not lead:
        return None
    reached, position = 0, lead.end()
    while name := next((m for m in _city_names(text, position) if is_place(m[0])), None):
        reached = name.end()
        more = _MORE.match(text, reached)
        if not more:
            break
        position = more.end()
    return (lead.start("who"), reached) if reached else None


def _city_names(text: str, position: int) -> Iterator[re.Match[str]]:
    return (m for m in (pattern.match(text, position) for pattern in (_TWO_WORDS, _WORD)) if m)


def _horizon(decision: Decision, body: Plain) -> Parsed[Horizon | None]:
    stated = decision.particulars.get(RESOLUTION.HORIZON)
    if stated is not None:
        read = fields.read_horizon(stated)
        if read.value is not None or decision.horizon is None:
            return read
    if decision.horizon is not None:
        return fields.read_horizon(decision.horizon, fields.UNDER_HEADING)
    for segment in segments(body):
        read = fields.read_horizon(segment, fields.IN_TEXT)
        if read.value is not None:
            return Parsed(read.value, read.source, fields.IN_TEXT, fields.OUT_OF_TEXT)
    return Parsed(None)


def _text(document: str, stated: Plain | None, heading: Plain | None) -> Parsed[str | None]:
    for value, sure in ((stated, fields.LABELLED), (heading, fields.UNDER_HEADING)):
        if value is not None and value.text:
            return Parsed(fields.slice_of(document, value.whole), value.whole, sure)
    return Parsed(None)
