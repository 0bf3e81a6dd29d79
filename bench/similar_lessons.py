"""The near-duplicate hint on the sample corpus: what lessons of one group bring up of each other, and how often a draft
that nothing tells brings up something. Thresholds were chosen on the one half; the other was only looked at."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from api.samples import publish_sample_lessons, sample_id
from api.services import Services
from api.settings import Settings
from bench.lesson_drafts import UNRELATED
from bench.precedent_drafts import NEARBY, UNLIKE
from bench.readers.grid import Cell, Grid
from corpus.lesson_form import LessonForm
from corpus.samples.source import SOURCE, WrittenLesson, lessons
from search.similar_lessons import FIELDS, SimilarLessons

HALVES = ("chosen on", "held out")


def whole(written: WrittenLesson) -> LessonForm:
    """Every field filled, as in the sample files."""
    texts = {field: getattr(written, field) for field in FIELDS if field != "keywords"}
    return LessonForm(**texts, keywords="، ".join(written.keywords))


def required(written: WrittenLesson) -> LessonForm:
    """The short form with its five required fields."""
    return LessonForm(
        title=written.title, problem=written.problem, cause=written.cause, recommendation=written.recommendation
    )


def begun(written: WrittenLesson) -> LessonForm:
    """The title and the first sentence of what happened: as soon as it can help."""
    return LessonForm(title=written.title, problem=first_sentence(written.problem))


STAGES: dict[str, Callable[[WrittenLesson], LessonForm]] = {
    "all fields": whole,
    "required fields": required,
    "title and a sentence": begun,
}


def first_sentence(text: str) -> str:
    return text.split("؛")[0].split(".")[0]


def groups() -> list[tuple[str, ...]]:
    """The ids of the sample lessons that tell the same problem, a group each."""
    return [tuple(group["lessons"]) for group in json.loads((SOURCE / "groups.json").read_text("utf-8"))]


def unrelated(stage: str) -> list[LessonForm]:
    """Invented drafts, as far as they would be written at that stage."""
    if STAGES[stage] is begun:
        told = [LessonForm(title=title, problem=first_sentence(problem)) for title, problem, _cause in UNRELATED]
    else:
        told = [LessonForm(title=title, problem=problem, cause=cause) for title, problem, cause in UNRELATED]
    return [*told, *(LessonForm(problem=text) for text in (*UNLIKE, *NEARBY))]


def tables() -> Iterator[Grid]:
    with (
        TemporaryDirectory(prefix="tajrobe-bench-") as folder,
        Services(Settings(data_dir=Path(folder))).owning() as site,
    ):
        publish_sample_lessons(site)
        site.indexer.run_until_idle()
        yield measured(site.similar_lessons)


def measured(similar: SimilarLessons) -> Grid:
    """For each stage of writing and each half: the shares that the brief of this measure asks for."""
    rows = [_row(similar, stage, half) for stage in STAGES for half in range(2)]
    header = (
        "draft",
        "half",
        "of its group in the first five",
        "groups",
        "false hints",
        "lessons of no group",
        "invented",
    )
    verdict = "Targets: at least .8 of a group's other members offered, a false hint for fewer than .1."
    return Grid("Near-duplicate hints on the sample lessons", header, tuple(rows), verdict)


def _row(similar: SimilarLessons, stage: str, half: int) -> tuple[Cell, ...]:
    written = {one.id: one for one in lessons()}
    write = STAGES[stage]

    def offered(form: LessonForm, own: str = "") -> set[str]:
        answer = similar.find(form, exclude={sample_id(own)})
        return {match.lesson.id for match in answer.matches}

    of_groups = groups()
    shares = []
    for group in of_groups[half::2]:
        for own in group:
            found = offered(write(written[own]), own)
            shares.append(fmean(sample_id(other) in found for other in group if other != own))
    grouped = {one for group in of_groups for one in group}
    alone = [bool(offered(write(one), one.id)) for one in written.values() if one.id not in grouped][half::2]
    invented = [bool(offered(form)) for form in unrelated(stage)[half::2]]
    false = fmean([*alone, *invented])
    return (stage, HALVES[half], fmean(shares), len(of_groups[half::2]), false, fmean(alone), fmean(invented))
