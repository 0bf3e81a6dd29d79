"""A lesson as it is typed: every field is text, also what cannot be read yet. Forms, files, spreadsheets and the API meet here."""

from dataclasses import dataclass

from corpus.types import Value


@dataclass(frozen=True, slots=True)
class LessonForm(Value):
    """What somebody typed, or what was understood of a file. `city` and `date` are as people write them (a name, a Jalali
    date that may stop at the month or year), `polarity` is a value of `Polarity` or empty, `keywords` are parted by «،».
    """

    title: str = ""
    city: str = ""
    problem: str = ""
    cause: str = ""
    recommendation: str = ""
    summary: str = ""
    context: str = ""
    action: str = ""
    outcome: str = ""
    cost: str = ""
    time: str = ""
    quality: str = ""
    safety: str = ""
    project: str = ""
    project_type: str = ""
    phase: str = ""
    date: str = ""
    polarity: str = ""
    working_group: str = ""
    keywords: str = ""
    contact_role: str = ""


# Without these a lesson cannot be handed in, in the order in which they are asked.
REQUIRED = ("title", "city", "problem", "cause", "recommendation")

FIELD_NAMES: dict[str, str] = {
    "title": "عنوان",
    "city": "شهر",
    "problem": "چه پیش آمد",
    "cause": "چرا پیش آمد",
    "recommendation": "پیشنهاد به دیگران",
    "summary": "چکیده",
    "context": "زمینه",
    "action": "اقدام",
    "outcome": "نتیجه",
    "cost": "اثر بر هزینه",
    "time": "اثر بر زمان",
    "quality": "اثر بر کیفیت",
    "safety": "اثر بر ایمنی",
    "project": "پروژه",
    "project_type": "نوع پروژه",
    "phase": "مرحله",
    "date": "تاریخ رویداد",
    "polarity": "گونهٔ تجربه",
    "working_group": "کارگروه",
    "keywords": "کلیدواژه‌ها",
    "contact_role": "تماس",
}
