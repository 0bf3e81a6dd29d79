"""Has this been decided before? A draft of a resolution against all that were made, by what they mean and say.

Two resolutions are compared both ways, so that a short one is not like every long one that holds its words:
`words` is the harmonic mean of the shares of each one's words (weighed by rarity) that the other has, `meaning` the
cosine of their vectors. `Bands` says which similarity is which; it was fitted on the sample corpus's marked relations
(`python -m bench precedents`).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.database import Database
from corpus.errors import IndexMismatch, InvalidQuery, ModelUnavailable
from corpus.index.live import LiveIndex, OpenIndex
from corpus.index.port import DenseVector, Filter, Match
from corpus.repository.meetings import MeetingRepository
from corpus.repository.resolutions import ResolutionRepository
from corpus.text.display import display_text
from corpus.text.keys import Analyzer
from corpus.types import ItemKind, Meeting, Resolution, Value
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.components import NO_MODEL
from search.differences import Difference, differing_figures, differing_names
from search.retrieve import Candidates, retrieve

MOST_CHARACTERS = 10_000
# Of the index's resolutions so many are compared word by word.
CANDIDATES = 100
MOST_MATCHES = 20

NO_TEXT = "متن پیش‌نویس را بنویسید."
TOO_LONG = "متن پیش‌نویس از ۱۰٬۰۰۰ نویسه بلندتر است؛ تنها متن یک مصوبه را بگذارید."

# What the meaning counts beside the words. Anything from .7 to 4 finds nine in ten of the marked relations.
MEANING_WEIGHT = 2.0


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
        self.live = live
        self.analyzer = analyzer
        self.sparse = sparse
        self.dense = dense

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
        found, idf, notices = self._candidates(text)
        revisions = {c.payload["item_id"]: c.payload["rev"] for c in found.found}
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
        for resolution, similarity in zip(prior, self._similarities(text, prior, idf, notices), strict=True):
            band = band_of(similarity)
            if band:
                meeting = meetings[resolution.meeting_id]
                matches.append(_precedent(draft, text, resolution, meeting, similarity, band))
        matches.sort(key=lambda match: (-match.similarity, match.resolution.id))
        return PrecedentAnswer(tuple(matches[:limit]), len(prior), notices)

    def _similarities(
        self, text: str, prior: Sequence[Resolution], idf: Callable[[str], float], notices: tuple[str, ...]
    ) -> list[float]:
        """Of the texts alone: what a resolution was decided with says nothing of whether it was decided before."""
        held = self._weighed(text, idf)
        words = [_overlap(held, self._weighed(one.text, idf)) for one in prior]
        if self.dense is None or notices or not prior:
            return words
        meaning = self.dense.encode_passages([one.text for one in prior]) @ self.dense.encode_query(text)
        return [
            (MEANING_WEIGHT * max(float(cosine), 0.0) + share) / (MEANING_WEIGHT + 1)
            for cosine, share in zip(meaning, words, strict=True)
        ]

    def _candidates(self, text: str) -> tuple[Candidates, Callable[[str], float], tuple[str, ...]]:
        where = Filter(must=(Match("item_kind", (ItemKind.RESOLUTION.value,)),))
        with self.live.use() as opened:
            if opened is None:
                return Candidates((), 0.0), lambda key: 0.0, ()
            self.sparse.check(opened.manifest)
            meaning, notices = self._meaning(text, opened)
            terms = [term for term in self.analyzer.terms(text) if not self.analyzer.is_stop(term.key)]
            encoded = self.sparse.encode_query(terms, opened.vocabulary.idf)
            found = retrieve(opened.engine, encoded, meaning, where, limit=CANDIDATES)
            return found, opened.vocabulary.idf, notices

    def _meaning(self, text: str, opened: OpenIndex) -> tuple[DenseVector | None, tuple[str, ...]]:
        if self.dense is None:
            return None, (NO_MODEL,)
        try:
            self.dense.check(opened)
            return self.dense.encode_query(text), ()
        except (IndexMismatch, ModelUnavailable) as error:
            return None, (f"{NO_MODEL} {error}",)

    def _weighed(self, text: str, idf: Callable[[str], float]) -> dict[str, float]:
        return {stem: idf(stem) for stem in set(self.analyzer.stems(text)) if not self.analyzer.is_stop(stem)}


def band_of(similarity: float) -> Band | None:
    """None where it is too little to speak of."""
    return next((band for band, least in BANDS if similarity >= least), None)


def _overlap(one: dict[str, float], other: dict[str, float]) -> float:
    common = sum(one[key] for key in one.keys() & other.keys())
    if not common:
        return 0.0
    return 2 * common / (sum(one.values()) + sum(other.values()))


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
