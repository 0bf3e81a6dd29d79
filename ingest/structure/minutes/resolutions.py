"""The part that lists what was decided, line by line."""

import re

from corpus.minutes import Parsed
from ingest.structure.minutes.decision import Decision
from ingest.structure.minutes.fields import read_number
from ingest.structure.minutes.lines import Line
from ingest.structure.minutes.markers import Marker, marker_of
from ingest.structure.minutes.particulars import Particulars, by_content, labelled, names_group, told, trimmed
from ingest.structure.minutes.plain import Plain
from ingest.structure.minutes.vocabulary import DECISION, HORIZONS, RESOLUTION, VOTE

_GROUP_LEAD = re.compile(r"(?:کارگروه|کمیته|معاونین|کمیسیون|گروه)")
_TELLS = ("این مصوبه", "مسیول", "مسوول", "مهلت", "متولی", "مجری", "(")
_LEVELS = ("word", "digits", "sub", "letter", "bullet")


class Resolutions:
    """Takes the lines of resolutions; `horizon` and `group` are those of the heading that they stand under.

    `agenda_item` is the position of the topic that is being told of, where the minutes go from one to the next.
    """

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.horizon: Plain | None = None
        self.group: Plain | None = None
        self.agenda_item: int | None = None

    def begin(self) -> None:
        """A part of resolutions begins."""
        self.horizon = self.group = None

    def new(
        self,
        number: Parsed[int | None] | None = None,
        text: Plain | None = None,
        *,
        style: str | None = None,
        sure: float = 0.97,
        doubt: str | None = None,
    ) -> Decision:
        """A resolution under the heading of now; it is not yet one of `decisions`."""
        pieces = [text] if text is not None and text.text else []
        return Decision(
            number or Parsed(None), pieces, style=style, horizon=self.horizon, group=self.group,
            agenda_item=self.agenda_item, sure=sure, doubt=doubt,
        )  # fmt: skip

    def horizon_of(self, name: Plain) -> None:
        """Take the name of a column as a heading, if it is the name of a horizon."""
        if any(pattern.fullmatch(name.text) for _, pattern in HORIZONS):
            self.horizon = name

    def context(self, name: Plain, *, plainly: bool) -> bool:
        """Take the heading of resolutions of one horizon or group; False when it is neither.

        `plainly`: it is a heading by its looks.
        """
        if not name.text:
            return False
        free = plainly or not self.decisions
        if free and len(name.text) < 40 and any(pattern.search(name.text) for _, pattern in HORIZONS):
            self.horizon = name
            return True
        if names_group(name.text) or (plainly and _GROUP_LEAD.match(name.text)):
            current = self._current
            if free or current is None or RESOLUTION.GROUP in current.particulars:
                self.group = name
                return True
        return False

    def line(self, line: Line) -> None:
        """Take the next line of the part."""
        marker, current = marker_of(line.text), self._current
        if marker and self._begins(marker, current):
            if current and current.style is None and not any(DECISION.search(piece.text) for piece in current.pieces):
                # What stood before the first item only led up to the list.
                self.decisions = [one for one in self.decisions if one.style or one.told_of]
            self.decisions.append(
                self.new(numbered(line.plain, marker), line.plain.part(marker.end), style=marker.style)
            )
            return
        start, pairs = labelled(line.plain, RESOLUTION)
        if start == 0 and pairs and self._card_line(pairs):
            return
        if current is not None:
            self.after(current, line.plain)
        elif not line.text.endswith(":"):
            self.decisions.append(self.new(text=line.plain.part(marker.end if marker else 0), sure=0.8))

    def after(self, current: Decision, line: Plain) -> None:
        """A line that follows on a resolution: its particulars, how it was voted, more of its text, or another one."""
        if VOTE.search(line.text[:60]) and len(line.text) < 140 and current.ends:
            current.tell({RESOLUTION.VOTE: trimmed(line)})
            return
        start, pairs = labelled(line, RESOLUTION)
        if content := by_content(trimmed(line)):
            current.tell({content: trimmed(line)})
        elif pairs or (line.text.startswith(_TELLS) and told(line)):
            # Where the text has not ended, what stands before the label is still of it.
            if start and not current.told_of and not current.ends and not line.text.startswith(("این", "(")):
                current.pieces.append(line.part(0, start))
                current.tell(told(line.part(start)))
            else:
                current.tell(told(line))
        elif not current.told_of and (current.style is not None or not current.ends):
            current.pieces.append(line)
        elif current.style is None and not line.text.endswith(":"):
            self.decisions.append(self.new(text=line, sure=0.8))

    @property
    def _current(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None

    def _begins(self, marker: Marker, current: Decision | None) -> bool:
        """Whether the marker opens a resolution and not an item inside the one before."""
        if current is None or current.style is None:
            return True
        if marker.style == current.style:
            again = marker.style == "digits" and marker.number == 1 and (current.number.value or 0) > 1
            announced = bool(current.pieces) and current.pieces[-1].text.endswith(":")
            return not (again and announced and not current.told_of)
        top = self.decisions[0].style or current.style
        return top not in _LEVELS or _LEVELS.index(marker.style) <= _LEVELS.index(top)

    def _card_line(self, pairs: Particulars) -> bool:
        """«شماره مصوبه: ۱» or «شرح مصوبه: …» begins a resolution that is written in fields."""
        current = self._current
        if RESOLUTION.NUMBER in pairs and (current is None or current.pieces or current.told_of):
            current = self.new(read_number(pairs[RESOLUTION.NUMBER]), style="card")
            self.decisions.append(current)
        text = pairs.get(RESOLUTION.TEXT)
        if text is not None:
            if current is None or (current.pieces and current.style == "card"):
                current = self.new(style="card")
                self.decisions.append(current)
            if not current.pieces:
                current.pieces.append(text)
        if current is None:
            return False
        current.tell({role: value for role, value in pairs.items() if role not in (RESOLUTION.NUMBER, RESOLUTION.TEXT)})
        return True


def numbered(line: Plain, marker: Marker) -> Parsed[int | None]:
    """The number that the marker of the line gives its item, and where it stands."""
    if marker.number is None or marker.style not in ("digits", "sub", "word"):
        return Parsed(None)
    digits = line.text[marker.start].isdigit()
    end = marker.start + len(str(marker.number)) if digits else marker.end
    return Parsed(marker.number, line.source(marker.start, end), 0.97)
