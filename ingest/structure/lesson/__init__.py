"""A lesson in a document's text: the fields of the form that a city fills, as far as the text tells them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.errors import NotLesson
from corpus.lesson_form import FIELD_NAMES, REQUIRED, LessonForm
from corpus.text.numbers import to_persian_digits
from corpus.types import CELL_LINE_SEPARATOR, DocumentBlock, Value
from ingest.structure.lesson.facts import BY_MENTION, city_in, facts_in, is_about_the_lesson, polarity_of
from ingest.structure.lesson.labels import compact, names_a_form
from ingest.structure.lesson.outline import Outline, Slice, Stretch, outline
from ingest.structure.lesson.prose import BY_CUE, sentences, tell_apart
from ingest.structure.lesson.vocabulary import CLOSINGS, GREETINGS, LEARNED, NOT_TITLES
from ingest.structure.minutes.lines import elements
from ingest.structure.minutes.plain import Plain, plain
from ingest.structure.places import PlaceNames

__all__ = ["ProposedLesson", "propose_lesson"]

# What makes a text a lesson; without two of them it is something else.
CORE = ("problem", "cause", "recommendation")
LONGEST_TITLE_WORDS, LONGEST_GREETING_WORDS = 25, 15
TITLE_BY_HEADING, TITLE_BY_PLACE = 0.8, 0.6
DOUBTFUL, LEARNED_CERTAINTY = 0.6, 0.5

NOT_A_LESSON = (
    "در این پرونده شرح مشکل، علت و پیشنهاد پیدا نشد؛ پرونده را پیوست کنید و این بخش‌ها را خودتان در فرم بنویسید."
)
SEVERAL = "این پرونده {count} تجربه دارد و تنها نخستین آن‌ها خوانده شد؛ چند تجربه را با صفحهٔ گسترده بفرستید."
LEARNED_AS_CAUSE = "پرونده علت را جداگانه نگفته است؛ بخش «درس‌آموخته» به‌جای علت پیشنهاد شد و باید بازبینی شود."


_GREETINGS = tuple(map(compact, GREETINGS.split("|")))
_CLOSINGS = tuple(map(compact, CLOSINGS.split("|")))


@dataclass(frozen=True, slots=True)
class ProposedLesson(Value):
    """What was understood of a document, for a person to confirm.

    `sources` cut the document's display text and say where each value stands, `confidences` (0 to 1) how sure it is;
    both have the form's filled fields for keys. `notices` are Persian sentences for the person.
    """

    form: LessonForm
    confidences: Mapping[str, float]
    sources: Mapping[str, tuple[int, int]]
    notices: tuple[str, ...] = ()


def propose_lesson(text: str, blocks: Sequence[DocumentBlock], names: PlaceNames) -> ProposedLesson:
    """The lesson that the document tells. `text` is display text, which the blocks cut. Linear in the text.

    Raises `NotLesson` when fewer than two of problem, cause and recommendation are told.
    """
    found = outline(text, elements(text, blocks))
    slices: dict[str, Slice] = {}
    notices: list[str] = []
    for one in found.slices:
        _keep(slices, one)
    learned = slices.pop(LEARNED, None)
    if learned and "recommendation" not in slices:
        slices["recommendation"] = replace(learned, field="recommendation")
        found.running = [replace(one, field=_advice(one.field)) for one in found.running]
    elif learned and "cause" not in slices:
        slices["cause"] = Slice("cause", learned.start, learned.end, LEARNED_CERTAINTY)
        notices.append(LEARNED_AS_CAUSE)
    running, signed = _letter(found.running)
    if signed:
        slices.setdefault("contact_role", _whole("contact_role", signed.plain, BY_CUE))
    if "title" not in slices and (title := _title(found, running)):
        slices["title"] = _whole("title", *title)
        running = [stretch for stretch in running if stretch.plain is not title[0]]
    account = list(_account(text, running, names, slices))
    for one in tell_apart(sentences(account)):
        _keep(slices, one)
    if not _is_lesson(slices):
        raise NotLesson(NOT_A_LESSON)
    _find_city(text, found, names, slices)
    form = LessonForm(**{name: _value(text, one) for name, one in slices.items()})
    filled = {name: one for name, one in slices.items() if getattr(form, name)}
    notices += _notices(found, filled)
    return ProposedLesson(
        form,
        {name: one.certainty for name, one in filled.items()},
        {name: (one.start, one.end) for name, one in filled.items()},
        tuple(notices),
    )


def _is_lesson(slices: Mapping[str, Slice]) -> bool:
    """Whether two of what makes a lesson are told in so many words."""
    told = [slices[name].certainty for name in CORE if name in slices]
    return sum(certainty >= BY_CUE for certainty in told) > 1


def _keep(slices: dict[str, Slice], one: Slice) -> None:
    """The surer slice of a field stays, of two as sure the first."""
    held = slices.get(one.field)
    if held is None or held.certainty < one.certainty:
        slices[one.field] = one


def _account(text: str, running: Sequence[Stretch], names: PlaceNames, slices: dict[str, Slice]) -> Iterator[Stretch]:
    """The running text without sentences that only say where and when; what those say is kept."""
    told = [[] if stretch.field else facts_in(text, stretch.plain, names) for stretch in running]
    for facts in sorted(told, key=is_about_the_lesson, reverse=True):
        for one in facts:
            slices.setdefault(one.field, one)
    yield from (stretch for stretch, facts in zip(running, told, strict=True) if not is_about_the_lesson(facts))


def _title(found: Outline, running: Sequence[Stretch]) -> tuple[Plain, float] | None:
    """The first line that may be the lesson's title: a heading, or one of the first lines."""
    lines = [(one, TITLE_BY_HEADING) for one in found.headings]
    lines += [(stretch.plain, TITLE_BY_PLACE) for stretch in running[:4] if stretch.field is None]
    likely = [line for line in lines if _may_be_title(line[0])]
    return min(likely, key=lambda line: line[0].whole.start, default=None)


def _letter(running: Sequence[Stretch]) -> tuple[list[Stretch], Stretch | None]:
    """The running text without greetings, and the line under the closing: who signs."""
    kept: list[Stretch] = []
    closed = False
    for stretch in running:
        short = stretch.field is None and len(stretch.plain.text.split()) <= LONGEST_GREETING_WORDS
        said = compact(stretch.plain.text)
        if closed and stretch.field is None:
            return kept, stretch if short else None
        if short and said.startswith(_CLOSINGS):
            closed = True
        elif not (short and said.startswith(_GREETINGS)):
            kept.append(stretch)
    return kept, None


def _may_be_title(line: Plain) -> bool:
    words = line.text.split()
    said = compact(line.text)
    return (
        2 < len(words) <= LONGEST_TITLE_WORDS
        and not line.text.endswith((".", ":", "؛"))
        and not names_a_form(line.text)
        and not any(said.startswith(compact(opening)) for opening in NOT_TITLES.split("|"))
    )


def _whole(name: str, line: Plain, certainty: float) -> Slice:
    return Slice(name, line.whole.start, line.whole.end, certainty)


def _advice(name: str | None) -> str | None:
    return "recommendation" if name == LEARNED else name


def _find_city(text: str, found: Outline, names: PlaceNames, slices: dict[str, Slice]) -> None:
    """The city's name alone where the field says more, and the city that the contact, title or text names."""
    if city := slices.get("city"):
        said = plain(text, city.start, city.end)
        if said.text and (place := city_in(said, names)):
            slices["city"] = Slice("city", *place, city.certainty)
        return
    for name in ("contact_role", "title", "project"):
        if (one := slices.get(name)) and (place := city_in(plain(text, one.start, one.end), names)):
            slices["city"] = Slice("city", *place, BY_MENTION)
            return
    whole = plain(text)
    if whole.text and (place := city_in(whole, names, led=True) or city_in(whole, names)):
        slices["city"] = Slice("city", *place, BY_MENTION)


def _value(text: str, one: Slice) -> str:
    value = text[one.start : one.end].replace(CELL_LINE_SEPARATOR, "\n").strip()
    if one.field == "polarity":
        polarity = polarity_of(value)
        return polarity.value if polarity else ""
    return " ".join(value.split()) if one.field == "title" else value


def _notices(found: Outline, filled: Mapping[str, Slice]) -> Iterator[str]:
    if found.lessons > 1:
        yield SEVERAL.format(count=to_persian_digits(found.lessons))
    missing = [FIELD_NAMES[name] for name in REQUIRED if name not in filled]
    if missing:
        yield f"در پرونده پیدا نشد و باید نوشته شود: {'، '.join(missing)}."
    doubtful = [FIELD_NAMES[name] for name in REQUIRED if name in filled and filled[name].certainty < DOUBTFUL]
    if doubtful:
        yield f"از جای جمله در متن حدس زده شد و باید بازبینی شود: {'، '.join(doubtful)}."
