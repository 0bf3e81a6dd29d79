"""A session that is in the record already, beside a new text of it: which resolution is which, and what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from uuid import uuid4

from corpus.text.folding import fold
from corpus.types import Meeting, Resolution
from ingest.structure.places import PlaceNames

# Two texts of which this share is the same are one resolution, mended.
LEAST_IN_COMMON = 0.6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Each resolution of the new text with the one in the record that it is, None for a new one; in the text's order.

    `gone` are in the record and not in the new text.
    """

    pairs: tuple[tuple[Resolution, Resolution | None], ...] = ()
    gone: tuple[Resolution, ...] = ()


def same_session(meeting: Meeting, published: Sequence[Meeting], names: PlaceNames) -> Meeting | None:
    """The meeting in the record with this number and body; a body that one of the two does not name is no difference."""
    for known in published:
        if known.session_number == meeting.session_number and same_body(meeting, known, names):
            return known
    return None


def same_body(one: Meeting, other: Meeting, names: PlaceNames) -> bool:
    if not one.body or not other.body:
        return True
    ids = [meeting.body_id or names.body(meeting.body or "", meeting.session_number) for meeting in (one, other)]
    return ids[0] == ids[1] if all(ids) else fold(one.body).split() == fold(other.body).split()


def compare(fresh: Sequence[Resolution], published: Sequence[Resolution]) -> Comparison:
    """Pair the resolutions: by equal words, then by nearly the same ones, then by number."""
    left, found = list(published), dict[str, Resolution]()
    for score, one, known in sorted(_nearness(fresh, published), key=lambda pair: -pair[0]):
        if score >= LEAST_IN_COMMON and one.id not in found and known in left:
            found[one.id] = known
            left.remove(known)
    for one in fresh:
        of_number = next((known for known in left if known.number == one.number), None)
        if one.id not in found and of_number:
            found[one.id] = of_number
            left.remove(of_number)
    return Comparison(tuple((one, found.get(one.id)) for one in fresh), tuple(left))


def adopted(comparison: Comparison) -> list[Resolution]:
    """The new text's resolutions under the ids that they have in the record; new ones get ids of their own.

    What their follow-ups say stays, and so does who may see them.
    """
    return [
        replace(one, id=known.id, visibility=known.visibility) if known else replace(one, id=uuid4().hex)
        for one, known in comparison.pairs
    ]


def same_decision(one: Resolution, other: Resolution) -> bool:
    """Whether the two say the same in every field that minutes tell of."""
    return all(_said(one)[name] == said for name, said in _said(other).items())


def _said(one: Resolution) -> dict[str, object]:
    return {
        "number": one.number,
        "text": one.text.split(),
        "responsible": [party.name for party in one.responsible],
        "due": one.due and (one.due.year, one.due.month, one.due.day),
        "due_text": one.due_text or None,
        "horizon": one.horizon,
        # However it is written: «عوامل» and «کارگروه عوامل» are one.
        "working_group": one.working_group_id or one.working_group or None,
        "agenda_item": one.agenda_item or None,
        "vote": one.vote or None,
    }


def _nearness(
    fresh: Sequence[Resolution], published: Sequence[Resolution]
) -> Iterator[tuple[float, Resolution, Resolution]]:
    words = {one.id: fold(one.text).split() for one in (*fresh, *published)}
    for known in published:
        # The matcher keeps what it learns of the second sequence.
        matcher = SequenceMatcher(None, b=words[known.id], autojunk=False)
        for one in fresh:
            matcher.set_seq1(words[one.id])
            # Among texts alike, the same number is nearer.
            same = 0.001 * (one.number == known.number)
            if matcher.real_quick_ratio() >= LEAST_IN_COMMON and matcher.quick_ratio() >= LEAST_IN_COMMON:
                yield matcher.ratio() + same, one, known
