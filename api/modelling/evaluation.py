"""Measuring search on judged queries, from the command line; a site's own data is not touched."""

from collections.abc import Sequence
from pathlib import Path

from corpus.index.vocabulary import Vocabulary
from corpus.text.keys import Analyzer
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.evaluation.evaluate import evaluate
from search.evaluation.judgements import read_judged_set
from search.evaluation.report import EvaluationReport
from search.evaluation.scratch import DENSE, HYBRID, LEXICAL
from search.query import parse_query
from search.suggest import Suggester


def legs_to_measure(named: str, dense: DenseEncoder | None, *, answerable: bool = True) -> list[str]:
    """The legs named with commas, or all that can be measured."""
    if named:
        return named.split(",")
    if not answerable:
        return [HYBRID]
    return [LEXICAL, DENSE, HYBRID] if dense else [LEXICAL]


def evaluate_files(
    passages: Path,
    queries: Path,
    legs: Sequence[str],
    perturb: bool,
    analyzer: Analyzer,
    dense: DenseEncoder | None,
    *,
    answerable: bool = True,
    thesaurus: Thesaurus | None = None,
) -> EvaluationReport:
    """What each leg finds of what was judged relevant, or how many of the questions nothing fits.

    With a thesaurus queries are searched by their synonyms too, as people's are.

    Raises `ConfigurationError` for files that do not hold what they should and for legs that there are none of, and
    `ModelUnavailable` when a leg needs a model that cannot be had.
    """
    judged = read_judged_set(passages, queries, answerable=answerable)
    suggester = Suggester(analyzer)

    def correct(query: str, vocabulary: Vocabulary) -> str:
        correction = suggester.correct(parse_query(query, analyzer), vocabulary)
        return correction.text if correction else query

    return evaluate(judged, legs, SparseEncoder(analyzer), dense, perturb=perturb, correct=correct, thesaurus=thesaurus)
