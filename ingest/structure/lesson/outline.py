"""A document's text by its labels: which slice stands under which field, and what stands under none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.structure.lesson.labels import BY_WORDS, EXACT, IMPACTS, OF_LABEL_WORDS, Match, field_of
from ingest.structure.minutes.lines import Cells, Element, Line, Table
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.plain import Plain, plain

# These are told in a line; what follows on the next lines is something else.
SHORT = frozenset(
    (
        "title",
        "city",
        "project",
        "project_type",
        "phase",
        "date",
        "polarity",
        "working_group",
        "keywords",
        "contact_role",
    )
)
EFFECTS = ("cost", "time", "quality", "safety")

_LONGEST_HEADING_WORDS = 9
# Where a label may begin inside a line.
_BEFORE_LABEL = re.compile(r"(?:[؛;،.,(|:•]|(?<=\s)-|»)\s*")
_LONGEST_LABEL = 80
_LEAD_IN = re.compile(r"[^:؛.!؟«»]{2,70}\Z")
_EDGES = " ؛;،,|-–:(\n\t"


@dataclass(frozen=True, slots=True)
class Slice:
    """A field's value in the document's text, in characters; `certainty` is 0 to 1."""

    field: str
    start: int
    end: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Running text under no label, or the slice of one label for the order in which all was told."""

    plain: Plain
    field: str | None = None
    certainty: float = 0.0


@dataclass
class Outline:
    """What was found, in reading order."""

    slices: list[Slice] = field(default_factory=list)
    running: list[Stretch] = field(default_factory=list)
    headings: list[Plain] = field(default_factory=list)
    lessons: int = 1


def outline(text: str, parts: Sequence[Element]) -> Outline:
    """The labels of the document with what they label. The time is linear in the text."""
    reader = _OutlineReader(text)
    headings = _numbered_headings(parts)
    for number, part in enumerate(parts):
        if isinstance(part, Line):
            reader.line(replace(part, heading=True) if number in headings else part)
        else:
            reader.table(part)
    reader.close()
    return reader.found


def _numbered_headings(parts: Sequence[Element]) -> set[int]:
    """Which lines are headings «۱. …», «۲. …»: numbered on, short, without an end, and with text between them.

    Numbered lines that follow one another are a list.
    """
    numbered: list[int] = []
    for index, part in enumerate(parts):
        if (
            not isinstance(part, Line)
            or len(part.text.split()) > _LONGEST_HEADING_WORDS
            or part.text.endswith((".", "؛", "،"))
        ):
            continue
        marker = marker_of(part.text)
        if marker and marker.style == "digits" and marker.number == len(numbered) + 1:
            numbered.append(index)
    apart = all(later - earlier > 1 for earlier, later in pairwise(numbered))
    return set(numbered) if len(numbered) > 1 and apart else set()


class _OutlineReader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Outline()
        self._open: Match | None = None
        self._span: tuple[int, int] | None = None
        self._continues = False

    def line(self, line: Line) -> None:
        body = _without_marker(line.plain)
        if not body.text:
            return
        heading = self._heading(line, body)
        if heading:
            self._begin(heading, continues=True)
        elif line.heading and not self._labelled(body):
            self.close()
            self.found.headings.append(body)
        else:
            self._told(line.plain, body)

    def table(self, table: Table) -> None:
        self.close()
        rows = [row for row in table.rows if row]
        if _is_headed(rows):
            self._columns(rows)
            return
        for row in rows:
            cells = [row[column] for column in sorted(row)]
            pairs = _pairs(cells)
            for label, value in pairs:
                if label is None:
                    self.line(Line(value))
                else:
                    self._begin(label, continues=True)
                    self._extend(value)
                    self.close()

    def _columns(self, rows: Sequence[Cells]) -> None:
        head, *lessons = rows
        self.found.lessons = max(1, sum(len(row) > 1 for row in lessons))
        for column, value in lessons[0].items():
            match = field_of(head[column].text) if column in head else None
            if match and match.field != IMPACTS:
                self._begin(match, continues=False)
                self._extend(value)
        self.close()

    def _heading(self, line: Line, body: Plain) -> Match | None:
        """The field that the whole line names."""
        words = len(body.text.split())
        name = body.text.rstrip(" :：.-")
        if words > _LONGEST_HEADING_WORDS or not name or ":" in name:
            return None
        match = field_of(name, heading=True)
        if match is None or (body.text.endswith(".") and match.certainty < EXACT):
            return None
        # A line of a list may begin with any word.
        least = BY_WORDS if line.heading or body.text.endswith((":", "-")) else OF_LABEL_WORDS
        return match if match.certainty >= least else None

    def _labelled(self, body: Plain) -> bool:
        return next(_labels(body), None) is not None

    def _told(self, whole: Plain, body: Plain) -> None:
        """A line of text, with labels inside it or without."""
        labels = list(_labels(body))
        first = labels[0].start if labels else len(body.text)
        if before := _trimmed(body.part(0, first)):
            before = (
                whole.part(0, len(whole.text) - len(body.text) + first) if self._continues and self._span else before
            )
            self._running(_trimmed(before) or before)
        for number, label in enumerate(labels):
            end = labels[number + 1].start if number + 1 < len(labels) else len(body.text)
            value = body.part(label.end, end)
            self._begin(
                label.match, continues=label.match.certainty == EXACT and label.match.field not in (*SHORT, *EFFECTS)
            )
            if value.text:
                self._extend(value)

    def _running(self, text: Plain) -> None:
        if self._open and (self._continues or self._span is None):
            self._extend(text)
        else:
            self.close()
            self.found.running.append(Stretch(text))

    def _begin(self, match: Match, *, continues: bool) -> None:
        self.close()
        self._open = None if match.field == IMPACTS else match
        self._continues = continues

    def _extend(self, value: Plain) -> None:
        if self._open is None or not value.text:
            return
        source = value.whole
        self._span = (self._span[0] if self._span else source.start, source.end)

    def close(self) -> None:
        if self._open and self._span:
            start, end = _tidied(self.text, *self._span, short=self._open.field in (*SHORT, *EFFECTS))
            if start < end:
                self.found.slices.append(Slice(self._open.field, start, end, self._open.certainty))
                stretch = Stretch(plain(self.text, start, end), self._open.field, self._open.certainty)
                self.found.running.append(stretch)
        self._open = self._span = None
        self._continues = False


@dataclass(frozen=True, slots=True)
class _Label:
    """Where in a line the label begins and where its value does."""

    match: Match
    start: int
    end: int


def _labels(line: Plain) -> Iterator[_Label]:
    """The labels in a line, each with a colon: at its beginning, after a sign, or one short field after another."""
    text = line.text
    reached = 0
    for colon in re.finditer(r":(?!\d)", text):
        # No label is longer, and a text of colons alone costs no more than any other.
        begin = max(reached, colon.start() - _LONGEST_LABEL)
        before = text[begin : colon.start()]
        start = max((edge.end() for edge in _BEFORE_LABEL.finditer(before)), default=0)
        label = before[start:]
        # A lead-in may be a whole clause: «بررسی‌ها علت را چنین نشان داد:».
        match = field_of(label, by_words=begin + start == 0) if _LEAD_IN.search(label) else None
        if match is None and reached:
            start, match = _after_blank(before)
        if match is None:
            continue
        yield _Label(match, begin + start, colon.end())
        reached = colon.end()


def _after_blank(before: str) -> tuple[int, Match | None]:
    """A known label of one to three words at the end of the text, where labels stand side by side in a line."""
    words = before.split(" ")
    for count in (3, 2, 1):
        if len(words) > count:
            label = " ".join(words[-count:])
            match = field_of(label)
            if match and match.certainty >= OF_LABEL_WORDS and match.field in SHORT:
                return len(before) - len(label), match
    return 0, None


def _is_headed(rows: Sequence[Cells]) -> bool:
    """Whether the first row names the columns of the others."""
    if len(rows) < 2 or len(rows[0]) < 3:
        return False
    named = {match.field for cell in rows[0].values() if (match := field_of(cell.text, heading=True))}
    below = [cell for cell in rows[1].values() if field_of(cell.text, heading=True)]
    return len(named) >= max(3, len(rows[0]) // 2) and len(below) * 2 < len(named)


def _pairs(cells: Sequence[Plain]) -> list[tuple[Match | None, Plain]]:
    """A row of a form as labels with their values; a cell beside no label is by itself."""
    pairs: list[tuple[Match | None, Plain]] = []
    position = 0
    while position < len(cells):
        cell = cells[position]
        following = cells[position + 1] if position + 1 < len(cells) else None
        is_short = len(cell.text.split()) <= LONGEST_FORM_LABEL
        match = field_of(cell.text.rstrip(" :*")) if following is not None and is_short else None
        if match and match.field != IMPACTS and following is not None:
            pairs.append((match, following))
            position += 2
        else:
            if following is None or not is_short or ":" in cell.text:
                pairs.append((None, cell))
            position += 1
    return pairs


LONGEST_FORM_LABEL = 14


def _without_marker(line: Plain) -> Plain:
    marker = marker_of(line.text)
    return line.part(marker.end) if marker else line


def _trimmed(piece: Plain) -> Plain | None:
    start, end = 0, len(piece.text)
    while end > start and piece.text[end - 1] in _EDGES:
        end -= 1
    trimmed = piece.part(start, end)
    return trimmed if trimmed.text else None


def _tidied(text: str, start: int, end: int, *, short: bool) -> tuple[int, int]:
    """The slice without separators at its edges, and a short one without the sentence's end."""
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in "؛;،,|-–:("):
        end -= 1
    if short:
        while start < end and text[end - 1] in ".۔":
            end -= 1
        if start < end and text[end - 1] == ")" and "(" not in text[start:end]:
            end -= 1
    return start, end
