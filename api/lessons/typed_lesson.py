"""A lesson's form becomes the lesson as the record holds it, and a lesson the form that it is revised in."""

import re
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID, uuid5

from corpus.lesson_form import LessonForm
from corpus.submissions import Submission
from corpus.terms import POLARITY_NAMES
from corpus.text.dates import format_jalali
from corpus.text.display import display_text
from corpus.text.typed_dates import UnreadableDate, typed_date
from corpus.types import Impact, JalaliDate, Lesson, LessonState, Polarity
from ingest.structure.places import PlaceNames

_NAMESPACE = UUID("0c4f5c3a-7a0b-5f0e-9d3d-1b6a5d0c9e42")
_BETWEEN_KEYWORDS = re.compile(r"[،,;؛|\n]+")
_IMPACTS = ("cost", "time", "quality", "safety")
_READ = ("city", "date", "polarity", "keywords", *_IMPACTS)


def lesson_of(form: LessonForm, submission: Submission, names: PlaceNames, base: Lesson | None = None) -> Lesson:
    """What the form says as a published lesson; what cannot be read of it (a date, a city) is left out.

    `base` is the lesson that it is a new version of: that one's identity stays. Else the id follows from the
    submission's, so that publishing it twice makes one lesson. A city that is not recognised is the submission's.
    """
    texts = {name: display_text(text).strip() for name, text in asdict(form).items()}
    shown = replace(base, state=LessonState.PUBLISHED, superseded_by_id=None) if base else None
    own: dict[str, Any] = {name: text for name, text in texts.items() if name not in _READ}
    known = shown or Lesson(uuid5(_NAMESPACE, submission.id).hex, "", None, "", "", "")
    return replace(
        known,
        **own,
        city_id=names.city(texts["city"]) if texts["city"] else submission.city_id,
        impact=Impact(**{name: texts[name] or None for name in _IMPACTS}),
        date=read_date(texts["date"]),
        polarity=read_polarity(texts["polarity"]) or Polarity.NEGATIVE,
        working_group_id=names.body(texts["working_group"]) if texts["working_group"] else None,
        keywords=split_keywords(texts["keywords"]),
        visibility=submission.visibility,
        anonymous=submission.anonymous,
    )


def form_of(lesson: Lesson, city_name: str) -> LessonForm:
    """The form that says what the lesson says."""
    texts = {name: getattr(lesson, name) for name in LessonForm.__dataclass_fields__ if name not in _READ}
    return LessonForm(
        **texts,
        **{name: text or "" for name, text in asdict(lesson.impact).items()},
        city=city_name,
        date=format_jalali(lesson.date) if lesson.date else "",
        polarity=lesson.polarity.value,
        keywords="، ".join(lesson.keywords),
    )


def read_date(text: str) -> JalaliDate | None:
    """None where there is none or it cannot be read."""
    try:
        return typed_date(text) if text.strip() else None
    except UnreadableDate:
        return None


def read_polarity(text: str) -> Polarity | None:
    """A value of `Polarity` or its Persian name; None for anything else."""
    named = {name: polarity for polarity, name in POLARITY_NAMES.items()} | {one.value: one for one in Polarity}
    return named.get(text.strip())


def split_keywords(text: str) -> tuple[str, ...]:
    """Each keyword once, in the order in which they are written."""
    parts = (" ".join(part.split()) for part in _BETWEEN_KEYWORDS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
