"""A published lesson as one text: what is indexed, cut into passages and marked in what is found."""

from dataclasses import dataclass

from corpus.lesson_form import FIELD_NAMES
from corpus.types import Lesson, Value

# What is told of the lesson's case, then what was done and is advised. The title stands above both.
THE_CASE = ("summary", "context", "problem", "cause")
THE_ANSWER = ("action", "outcome", "recommendation")
IMPACTS = ("cost", "time", "quality", "safety")


@dataclass(frozen=True, slots=True)
class LessonPart(Value):
    """Where one field lies in the text, label included. Offsets are in characters."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LessonText(Value):
    """`text` is one paragraph a field that is filled, in the order of the lesson's page."""

    text: str
    parts: tuple[LessonPart, ...]

    def of(self, fields: tuple[str, ...]) -> tuple[LessonPart, ...]:
        """The parts of these fields, in the order of the text."""
        return tuple(part for part in self.parts if part.field in fields)


def lesson_text(lesson: Lesson) -> LessonText:
    """«چکیده: …», «زمینه: …» and so on, a line each; fields that say nothing are left out."""
    lines: list[str] = []
    parts: list[LessonPart] = []
    start = 0
    for field in (*THE_CASE, *THE_ANSWER, *IMPACTS):
        said = (getattr(lesson.impact, field) if field in IMPACTS else getattr(lesson, field)) or ""
        if not said.strip():
            continue
        line = f"{FIELD_NAMES[field]}: {said.strip()}"
        lines.append(line)
        parts.append(LessonPart(field, start, start + len(line)))
        start += len(line) + 1
    return LessonText("\n".join(lines), tuple(parts))
