"""How much a model's cosines count, and under which score nothing fits: fitted on queries that it never learned from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.errors import InvalidQuery
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.evaluation.judgements import JudgedQuery, JudgedSet
from search.evaluation.metrics import ndcg
from search.evaluation.scratch import HYBRID, ScratchSite, scratch_site
from search.fuse import fuse
from search.query import parse_query
from search.retrieve import Candidates

DEPTH = 10
WEIGHTS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.25, 1.5)
# Weights whose nDCG differs by less than chance makes of a thousand queries; the least leaves the words the most say.
ALIKE = 0.003
# So few of the questions that can be answered may be told that nothing fits.
TURNED_AWAY = 0.01


@dataclass(frozen=True, slots=True)
class Fusion:
    """`weight` and `floor` as `ModelSpec` has them; `ndcg` is that of the weight, the mean of the sets', and `refused`
    the share of the questions without an answer that the floor refuses."""

    weight: float
    floor: float
    ndcg: float
    refused: float


def fit_fusion(
    sets: Sequence[JudgedSet],
    unanswerable: Sequence[str],
    sparse: SparseEncoder,
    dense: DenseEncoder,
    thesaurus: Thesaurus,
) -> Fusion:
    """The weight that is best on the mean of the sets, each counting alike; the floor between the queries of the first
    set and questions that its passages do not answer.

    Raises `ModelUnavailable`.
    """
    found: list[list[tuple[JudgedQuery, Candidates]]] = []
    elsewhere: list[Candidates] = []
    for judged in sets:
        with scratch_site(judged.passages, sparse, dense, thesaurus) as site:
            found.append([(query, _candidates(site, query.text)) for query in judged.queries])
            if not elsewhere:
                elsewhere = [_candidates(site, text) for text in unanswerable]
    figures = {weight: float(np.mean([_ndcg(of_set, weight) for of_set in found])) for weight in WEIGHTS}
    best = max(figures.values())
    weight = next(weight for weight in WEIGHTS if figures[weight] >= best - ALIKE)
    floor = float(np.quantile([_best(candidates, weight) for _query, candidates in found[0]], TURNED_AWAY))
    refused = float(np.mean([_best(candidates, weight) < floor for candidates in elsewhere]))
    return Fusion(weight, round(floor, 3), figures[weight], refused)


def _candidates(site: ScratchSite, text: str) -> Candidates:
    try:
        return site.candidates(parse_query(text, site.sparse.analyzer), HYBRID)
    except InvalidQuery:
        return Candidates((), 0.0)


def _ndcg(found: Sequence[tuple[JudgedQuery, Candidates]], weight: float) -> float:
    rankings = [(query, [item.id for item in fuse(candidates, weight=weight)]) for query, candidates in found]
    return float(np.mean([ndcg(ranking, query.relevant, DEPTH) for query, ranking in rankings]))


def _best(candidates: Candidates, weight: float) -> float:
    items = fuse(candidates, weight=weight)
    return items[0].score if items else 0.0
