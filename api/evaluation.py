"""Measuring search on judged queries, from the command line; a site's own data is not touched."""

from collections.abc import Sequence
from pathlib import Path

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.evaluation.evaluate import evaluate
from search.evaluation.judgements import read_judged_set
from search.evaluation.report import EvaluationReport
from search.query import parse_query
from search.suggest import Suggester


def evaluate_files(
    passages: Path,
    queries: Path,
    legs: Sequence[str],
    perturb: bool,
    analyzer: Analyzer,
    dense: DenseEncoder | None,
) -> EvaluationReport:
    """What each leg finds of what was judged relevant.

    Raises `ConfigurationError` for files that do not hold what they should and for legs that there are none of, and
    `ModelUnavailable` when a leg needs a model that cannot be had.
    """
    judged = read_judged_set(passages, queries)
    suggester = Suggester(analyzer)

    def correct(query: str, vocabulary: Vocabulary) -> str:
        correction = suggester.correct(parse_query(query, analyzer), vocabulary)
        return correction.text if correction else query

    return evaluate(judged, legs, SparseEncoder(analyzer), dense, perturb=perturb, correct=correct)
