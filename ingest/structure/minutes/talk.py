"""What was said, and what was decided in the midst of it."""

import re

from corpus.minutes import Parsed
from ingest.structure.minutes.decision import BY_VERB, Decision
from ingest.structure.minutes.fields import slice_of
from ingest.structure.minutes.lines import Line
from ingest.structure.minutes.markers import marker_of
from ingest.structure.minutes.particulars import labelled, told, trimmed
from ingest.structure.minutes.plain import Plain
from ingest.structure.minutes.resolutions import Resolutions, numbered
from ingest.structure.minutes.vocabulary import DECISION, RESOLUTION, VOTE

IN_SERIES = "بی «مقرر گردید» است و از ترتیب شماره‌ها شناخته شده است."

_SENTENCE = re.compile(r"[^.؛؟!]+(?:[.؛؟!](?=[0-9])[^.؛؟!]+)*[.؛؟!]?")
_MID_SENTENCE = re.compile(r"(?:[،,]| و) (?=مقرر (?:شد|گردید|گشت) (?=.{20}))")
_CONTACTS = re.compile(r"^(?:رونوشت|پیوست|نشانی|تلفن|دورنگار)")
_SHORTEST_DECISION = 25


class Talk:
    """Takes the lines of the discussion or of no part. Decisions in it count only where no part lists them.

    `numbered` are items of a list that say that something was decided, `told` sentences that do.
    """

    def __init__(self, document: str, resolutions: Resolutions) -> None:
        self.said: list[Parsed[str]] = []
        self.numbered: list[Decision] = []
        self.told: list[Decision] = []
        self._document = document
        self._resolutions = resolutions

    def line(self, line: Line, *, discussion: bool) -> None:
        """Take the next line; `discussion`: it stands under the heading of one."""
        if _CONTACTS.match(line.text) or self._item(line) or self._of_item(line.plain, discussion=discussion):
            return
        decided = bool(DECISION.search(line.text))
        if decided:
            self._sentences(line.plain)
        if discussion or decided:
            marker = marker_of(line.text)
            text = line.plain.part(marker.end if marker else 0)
            self.said.append(Parsed(slice_of(self._document, text.whole), text.whole, 0.95))

    def _item(self, line: Line) -> bool:
        """Take an item that says that something was decided, or goes on with the numbers of those that do."""
        marker = marker_of(line.text)
        if not marker:
            return False
        last = self.numbered[-1].number.value if self.numbered else None
        if DECISION.search(line.text):
            sure, doubt = (0.75, BY_VERB) if marker.style == "bullet" else (0.85, None)
        elif marker.style == "digits" and last is not None and marker.number == last + 1:
            sure, doubt = 0.7, IN_SERIES
        else:
            return False
        text = line.plain.part(marker.end)
        self.numbered.append(
            self._resolutions.new(numbered(line.plain, marker), text, style=marker.style, sure=sure, doubt=doubt)
        )
        return True

    def _of_item(self, line: Plain, *, discussion: bool) -> bool:
        """Take what is told of the item before."""
        if not self.numbered or (DECISION.search(line.text) and not VOTE.match(line.text)):
            return False
        item, marked = self.numbered[-1], marker_of(line.text) is not None
        if not marked and VOTE.match(line.text) and len(line.text) < 120:
            item.tell({RESOLUTION.VOTE: trimmed(line)})
            return True
        if not marked and not discussion:
            self._resolutions.after(item, line)
            return True
        held = told(line) if labelled(line, RESOLUTION)[0] == 0 else {}
        item.tell(held)
        return bool(held)

    def _sentences(self, line: Plain) -> None:
        for match in _SENTENCE.finditer(line.text):
            if DECISION.search(match[0]) and len(match[0]) > _SHORTEST_DECISION:
                said = _from_verb(line.part(*match.span()))
                self.told.append(self._resolutions.new(text=said, sure=0.6, doubt=BY_VERB))


def _from_verb(sentence: Plain) -> Plain:
    """«موضوع مطرح شد و مقرر شد …»: what was told before it was decided is not part of it."""
    match = _MID_SENTENCE.search(sentence.text)
    return sentence.part(match.end()) if match else sentence
