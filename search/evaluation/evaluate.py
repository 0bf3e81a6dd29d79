"""The retrieval bench: judged queries against the search that people use."""

from collections.abc import Callable, Mapping, Sequence
from operator import ne

from corpus.errors import ConfigurationError, InvalidQuery, ModelUnavailable
from corpus.index.vocabulary import Vocabulary
from corpus.vocabulary.thesaurus import Thesaurus
from models.dense import DenseEncoder
from models.sparse import SparseEncoder
from search.evaluation.judgements import JudgedQuery, JudgedSet
from search.evaluation.metrics import Grades, ndcg, recall, reciprocal_rank
from search.evaluation.perturb import PERTURBATIONS, TYPO
from search.evaluation.report import EvaluationReport, Figures, Legs
from search.evaluation.scratch import HYBRID, LEGS, LEXICAL, Ranking, ScratchSite, scratch_site
from search.query import parse_query

METRICS: Mapping[str, Callable[[Sequence[str], Grades], float]] = {
    "ndcg@10": lambda ranking, grades: ndcg(ranking, grades, 10),
    "mrr": reciprocal_rank,
    "recall@10": lambda ranking, grades: recall(ranking, grades, 10),
    "recall@100": lambda ranking, grades: recall(ranking, grades, 100),
}
NOTHING = "nothing"

# What becomes of a query before it is searched, given the words that the index knows.
Correct = Callable[[str, Vocabulary], str]


def as_typed(query: str, vocabulary: Vocabulary) -> str:
    return query


def evaluate(
    judged: JudgedSet,
    legs: Sequence[str],
    sparse: SparseEncoder,
    dense: DenseEncoder | None,
    *,
    perturb: bool = False,
    correct: Correct = as_typed,
    thesaurus: Thesaurus | None = None,
) -> EvaluationReport:
    """The figures of each leg over all queries; an unsearchable query counts as one that found nothing.

    A query with a typo is searched as `correct` makes it, since its user is offered that; all others as they are.
    With a thesaurus their synonyms are searched too.
    Both legs together also have a share of queries that nothing fits; it is all there is to measure of a set that
    cannot be answered. The other figures are of the ranking as it is before the floor.

    Raises `ConfigurationError` for a leg that there is none of, `ModelUnavailable` when one needs a model.
    """
    _check(judged, legs, dense)
    needed = dense if set(legs) != {LEXICAL} else None
    queries = judged.queries
    variants = {
        name: [JudgedQuery(change(query.text), query.relevant) for query in queries]
        for name, change in (PERTURBATIONS.items() if perturb else ())
    }
    with scratch_site(judged.passages, sparse, needed, thesaurus) as site:
        return EvaluationReport(
            passages=len(judged.passages),
            queries=len(queries),
            legs=_measure(site, queries, legs, as_typed),
            perturbed={
                name: _measure(site, variant, legs, correct if name == TYPO else as_typed)
                for name, variant in variants.items()
            },
            changed={name: sum(map(ne, variant, queries)) for name, variant in variants.items()},
        )


def _check(judged: JudgedSet, legs: Sequence[str], dense: DenseEncoder | None) -> None:
    unknown = [leg for leg in legs if leg not in LEGS]
    if unknown or not legs:
        raise ConfigurationError(f"پایهٔ جست‌وجو «{'، '.join(unknown)}» شناخته نیست؛ یکی از اینها: {'، '.join(LEGS)}")
    if dense is None and set(legs) != {LEXICAL}:
        raise ModelUnavailable("برای سنجش جست‌وجوی معنایی مدلی تنظیم نشده است؛ «TAJROBE_MODEL» را تنظیم کنید.")
    if not judged.answerable and set(legs) != {HYBRID}:
        raise ConfigurationError(f"پرسش‌هایی که پاسخی ندارند تنها با هر دو پایه سنجیده می‌شوند: {HYBRID}")


def _measure(site: ScratchSite, queries: Sequence[JudgedQuery], legs: Sequence[str], correct: Correct) -> Legs:
    return {leg: _mean([_figures(site, query, leg, correct) for query in queries]) for leg in legs}


def _figures(site: ScratchSite, query: JudgedQuery, leg: str, correct: Correct) -> Figures:
    ranking = _ranking(site, correct(query.text, site.vocabulary), leg)
    figures = {name: metric(ranking.ids, query.relevant) for name, metric in METRICS.items() if query.relevant}
    return figures | ({NOTHING: float(not ranking.fits)} if leg == HYBRID else {})


def _ranking(site: ScratchSite, text: str, leg: str) -> Ranking:
    try:
        return site.rank(parse_query(text, site.sparse.analyzer), leg)
    except InvalidQuery:
        return Ranking([], fits=False)


def _mean(all_figures: Sequence[Figures]) -> Figures:
    return {name: sum(figures[name] for figures in all_figures) / len(all_figures) for name in all_figures[0]}
