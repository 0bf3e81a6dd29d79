"""Has this been decided before? A draft of a resolution against all that were made, by what they mean and say.

Resolutions are compared by their texts alone (`search.likeness`): what one was decided with says nothing of whether it
was decided before. `BANDS` says which similarity is which; it was fitted on the sample corpus's marked relations
(`python -m bench precedents`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.database import Database
from corpus.errors import InvalidQuery
from corpus.index.live import LiveIndex
from corpus.index.port import Filter, Match
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Meeting, Resolution, Value
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.differences import Difference, differing_figures, differing_names
from search.likeness import Likeness

MOST_CHARACTERS = 10_000
MOST_MATCHES = 20

RESOLUTIONS = Filter(must=(Match("item_kind", (ItemKind.RESOLUTION.value,)),))

# What the meaning counts beside the words. Anything from .7 to 4 finds nine in ten of the marked relations.
MEANING_WEIGHT = 2.0

NO_TEXT = "متن پیش‌نویس را بنویسید."
TOO_LONG = "متن پیش‌نویس از ۱۰٬۰۰۰ نویسه بلندتر است؛ تنها متن یک مصوبه را بگذارید."


class Band(StrEnum):
    """How near a resolution is to a draft."""

    SAME = "same"
    SIMILAR = "similar"
    RELATED = "related"


# The least similarity of each band.
BANDS = ((Band.SAME, 0.55), (Band.SIMILAR, 0.38), (Band.RELATED, 0.28))


@dataclass(frozen=True, slots=True)
class Precedent(Value):
    """A resolution like the draft. `similarity` is 0 to 1; a difference is None where there is none or nothing was said."""

    resolution: Resolution
    meeting: Meeting
    similarity: float
    band: Band
    numbers: Difference | None = None
    responsible: Difference | None = None
    due: Difference | None = None


@dataclass(frozen=True, slots=True)
class PrecedentAnswer(Value):
    """The matches, nearest first; none means that nothing like it was decided. `compared` counts what was looked at."""

    matches: tuple[Precedent, ...]
    compared: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft(Value):
    """A resolution as it is to be; what is not known yet is empty."""

    text: str
    responsible: tuple[str, ...] = ()
    due: date | None = None


class Precedents:
    """Finds what was decided before; safe to call from many threads."""

    def __init__(
        self, database: Database, live: LiveIndex, analyzer: Analyzer, sparse: SparseEncoder, dense: DenseEncoder | None
    ) -> None:
        self.database = database
        self.likeness = Likeness(database, live, analyzer, sparse, dense, weight=MEANING_WEIGHT)

    def find(
        self,
        draft: Draft,
        *,
        before_session: int | None = None,
        exclude: Collection[str] = (),
        limit: int = MOST_MATCHES,
    ) -> PrecedentAnswer:
        """Up to `limit` resolutions like the draft, but for the excluded ids and those of that session and later ones.

        Raises `InvalidQuery` for no text or far too much, and an `IndexFailure` when the index cannot be searched.
        """
        text = display_text(draft.text).strip()
        if not text:
            raise InvalidQuery(NO_TEXT)
        if len(text) > MOST_CHARACTERS:
            raise InvalidQuery(TOO_LONG)
        nearest = self.likeness.nearest(text, RESOLUTIONS)
        revisions = nearest.revisions()
        with self.database.reading() as connection:
            resolutions = ResolutionRepository(connection).by_ids(list(revisions))
            meetings = MeetingRepository(connection).by_ids(list({one.meeting_id for one in resolutions.values()}))
        prior = [
            one
            for one in resolutions.values()
            if one.id not in exclude
            and one.rev == revisions[one.id]
            and (before_session is None or meetings[one.meeting_id].session_number < before_session)
        ]
        matches: list[Precedent] = []
        similarities = self.likeness.similarities(text, [one.text for one in prior], nearest)
        for resolution, similarity in zip(prior, similarities, strict=True):
            band = band_of(similarity)
            if band:
                meeting = meetings[resolution.meeting_id]
                matches.append(_precedent(draft, text, resolution, meeting, similarity, band))
        matches.sort(key=lambda match: (-match.similarity, match.resolution.id))
        return PrecedentAnswer(tuple(matches[:limit]), len(prior), nearest.notices)


def band_of(similarity: float) -> Band | None:
    """None where it is too little to speak of."""
    return next((band for band, least in BANDS if similarity >= least), None)


def _precedent(
    draft: Draft, text: str, resolution: Resolution, meeting: Meeting, similarity: float, band: Band
) -> Precedent:
    parties = [party.name for party in resolution.responsible]
    return Precedent(
        resolution=resolution,
        meeting=meeting,
        similarity=similarity,
        band=band,
        numbers=differing_figures(text, resolution.text),
        responsible=differing_names(draft.responsible, parties) if draft.responsible else None,
        due=differing_names(_days(draft.due), _days(resolution.due_by)) if draft.due else None,
    )


def _days(day: date | None) -> Sequence[str]:
    return [day.isoformat()] if day else []
