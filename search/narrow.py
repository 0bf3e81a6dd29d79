"""Exact phrases and exclusions: checked on the candidates' own text, which the index does not keep."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from corpus.database import Database
from corpus.repository.documents import PassageRepository
from corpus.text.keys import Analyzer, Token, fold
from search.query import Query
from search.retrieve import Candidate, Candidates


def narrow(candidates: Candidates, query: Query, database: Database, analyzer: Analyzer) -> Candidates:
    """The passages that hold every phrase, of the items of which no candidate holds what is excluded."""
    if not candidates.found or not (query.phrases or query.excluded):
        return candidates
    with database.reading() as connection:
        passages = PassageRepository(connection).by_ids([c.passage_id for c in candidates.found])
    texts = {p.id: JoinedText(f"{p.header}\n{p.text}", analyzer) for p in passages.values()}
    readable = [candidate for candidate in candidates.found if candidate.passage_id in texts]
    wanted = Wanted(query, analyzer)
    barred = {_item(candidate) for candidate in readable if wanted.barred_by(texts[candidate.passage_id])}
    kept = [
        candidate
        for candidate in readable
        if _item(candidate) not in barred and wanted.held_by(texts[candidate.passage_id])
    ]
    return replace(candidates, found=tuple(kept))


class Wanted:
    """The exact phrases of a query and what it excludes, read once for all texts."""

    def __init__(self, query: Query, analyzer: Analyzer) -> None:
        self._phrases = ["".join(_surfaces(analyzer.tokens(phrase))) for phrase in query.phrases]
        self._excluded = [[token.stem for token in analyzer.tokens(text)] for text in query.excluded]

    def held_by(self, text: "JoinedText") -> bool:
        """Whether every phrase stands there."""
        return all(map(text.holds, self._phrases))

    def barred_by(self, text: "JoinedText") -> bool:
        """Whether something that is excluded stands there."""
        return any(map(text.holds_stems, self._excluded))


class JoinedText:
    """A text's words run together, so that a phrase meets it however either was spaced."""

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        tokens = analyzer.tokens(text)
        surfaces = _surfaces(tokens)
        self._stems = [token.stem for token in tokens]
        self._joined = "".join(surfaces)
        self._edges = {0, *accumulate(len(surface) for surface in surfaces)}

    def holds(self, phrase: str) -> bool:
        """Whether the phrase's words, run together, stand here in order and in the same forms."""
        start = self._joined.find(phrase)
        while start >= 0:
            if start in self._edges and start + len(phrase) in self._edges:
                return True
            start = self._joined.find(phrase, start + 1)
        return False

    def holds_stems(self, stems: Sequence[str]) -> bool:
        """Whether the words stand here together and in order, in any form."""
        length = len(stems)
        return any(self._stems[start : start + length] == list(stems) for start in range(len(self._stems) - length + 1))


def _surfaces(tokens: Sequence[Token]) -> list[str]:
    return [fold(token.surface) for token in tokens]


def _item(candidate: Candidate) -> tuple[str, str]:
    return candidate.payload["item_kind"], candidate.payload["item_id"]
