"""Shapes of lessons that were written after the parser, to see what it makes of what it was not made for.

The parser was mended after it had been shown `letter`, `report` and `card`. `note`, `minute` and `grid` were written after
that; no word was added for them, only the mistaking of a form's rows for headers was mended. See docs/lessons.md.
"""

from corpus.samples import dates
from corpus.samples.lessons import impacts
from corpus.samples.paper import Paper
from corpus.samples.source import WrittenLesson

# What each shape tells; the others are not asked of it.
TOLD = {
    "letter": (
        "title",
        "city",
        "project",
        "project_type",
        "date",
        "context",
        "problem",
        "cause",
        "action",
        "outcome",
        "recommendation",
    ),
    "report": (
        *("title", "city", "date", "phase", "problem", "cause", "action", "outcome", "recommendation", "keywords"),
        "contact_role",
    ),
    "note": ("title", "city", "date", "problem", "cause", "action", "outcome", "recommendation", "contact_role"),
    "minute": ("title", "city", "summary", "problem", "cause", "action", "outcome", "recommendation"),
    "grid": (
        "title",
        "city",
        "project",
        "phase",
        "date",
        "problem",
        "cause",
        "action",
        "outcome",
        "recommendation",
        "keywords",
    ),
    "card": (
        "title",
        "city",
        "date",
        "summary",
        "problem",
        "cause",
        "action",
        "outcome",
        "recommendation",
        "cost",
        "time",
    ),
}


def letter(paper: Paper, lesson: WrittenLesson) -> None:
    """An office letter without a label but its subject."""
    paper.line("دبیرخانه محترم کمیسیون فنی و عمرانی")
    paper.line(f"موضوع: {lesson.title}")
    paper.line("با سلام و احترام،")
    paper.line(
        f"به آگاهی می‌رساند در {dates.month_of_year(lesson.event_date_jalali)} در جریان کار پروژه «{lesson.project}» "
        f"({lesson.project_type}) در شهر {lesson.city} تجربه‌ای به دست آمد که برای بهره‌گیری همکاران گزارش می‌شود."
    )
    paper.line(f"{lesson.context} {lesson.problem}")
    paper.line(f"بررسی کارشناسان نشان داد که {lesson.cause}")
    paper.line(f"{lesson.action} {lesson.outcome}")
    paper.line(f"از این رو به همکاران در دیگر شهرها سفارش می‌کنیم که {lesson.recommendation}")
    paper.line("با سپاس")
    paper.line(lesson.contact_role)


def report(paper: Paper, lesson: WrittenLesson) -> None:
    """Bold numbered lines for headings, in words of everyday."""
    paper.bold_line("گزارش درس‌آموخته", centred=True)
    paper.bold_line(lesson.title, centred=True)
    paper.labelled(
        ("محل", lesson.city),
        ("زمان رخداد", dates.month_of_year(lesson.event_date_jalali)),
        ("مرحله کار", lesson.phase),
    )
    sections = {
        "آنچه رخ داد": lesson.problem,
        "چرایی رخداد": lesson.cause,
        "کارهایی که انجام دادیم": lesson.action,
        "سرانجام کار": lesson.outcome,
        "سفارش ما به همکاران": lesson.recommendation,
    }
    for number, (heading, text) in enumerate(sections.items(), 1):
        paper.bold_line(f"{'۰۱۲۳۴۵'[number]}. {heading}")
        paper.line(text)
    paper.labelled(("واژه‌های کلیدی", "، ".join(lesson.keywords)))
    paper.labelled(("پاسخگو", lesson.contact_role))


def card(paper: Paper, lesson: WrittenLesson) -> None:
    """A table of two columns with labels as long as questions."""
    rows = {
        "نام تجربه": lesson.title,
        "شهرداری محل خدمت": lesson.city,
        "تاریخ رخ دادن": dates.month_of_year(lesson.event_date_jalali),
        "تجربه در چند جمله": lesson.summary,
        "مسئله‌ای که با آن روبه‌رو شدیم": lesson.problem,
        "دلیل‌های به وجود آمدن آن": lesson.cause,
        "کاری که برای رفع آن شد": lesson.action,
        "آنچه به دست آمد": lesson.outcome,
        "توصیه کارشناسی": lesson.recommendation,
        **{f"پیامد از نظر {name}": text for name, text in impacts(lesson).items()},
    }
    paper.table(list(rows.items()), header=False)


def note(paper: Paper, lesson: WrittenLesson) -> None:
    """Labels glued to their text with dashes for bullets, some of them short of a word."""
    paper.bold_line(lesson.title)
    paper.line(f"شهرداری {lesson.city} - {dates.month_of_year(lesson.event_date_jalali)}")
    paper.line(f"- اشکال پیش آمده: {lesson.problem}")
    paper.line(f"- دلیل آن: {lesson.cause}")
    paper.line(f"- اقدام ما: {lesson.action}")
    paper.line(f"- نتیجه‌ای که گرفتیم: {lesson.outcome}")
    paper.line(f"- پیشنهاد ما به شهرهای دیگر: {lesson.recommendation}")
    paper.line(f"تهیه‌کننده: {lesson.contact_role}")


def minute(paper: Paper, lesson: WrittenLesson) -> None:
    """An account of a page in the order of an engineer: in short, what happened, what we saw, what we did, what to do."""
    paper.title(lesson.title)
    paper.line(lesson.summary)
    paper.line(f"در شهر {lesson.city} ماجرا از این قرار بود: {lesson.problem}")
    paper.line(f"وقتی موضوع را کاویدیم دیدیم که {lesson.cause}")
    paper.line(f"پس دست به کار شدیم. {lesson.action}")
    paper.line(f"حاصل این کار چنین بود: {lesson.outcome}")
    paper.line(f"اگر دوباره با چنین کاری روبه‌رو شویم، {lesson.recommendation}")


def grid(paper: Paper, lesson: WrittenLesson) -> None:
    """A table of four columns over a table whose labels stand in rows of their own."""
    paper.bold_line("شناسنامه تجربه", centred=True)
    paper.table(
        [
            ("عنوان", lesson.title, "شهر", lesson.city),
            ("نام طرح", lesson.project, "فاز اجرایی", lesson.phase),
            ("زمان وقوع", dates.month_of_year(lesson.event_date_jalali), "واژگان کلیدی", "، ".join(lesson.keywords)),
        ],
        header=False,
    )
    paper.line("")
    sections = {
        "شرح چالش": lesson.problem,
        "تحلیل علل ریشه‌ای": lesson.cause,
        "راهکار اجرا شده": lesson.action,
        "نتایج و دستاوردها": lesson.outcome,
        "درس‌آموخته و توصیه": lesson.recommendation,
    }
    paper.table([(text,) for section in sections.items() for text in section], header=False)


HELD_OUT = (letter, report, card, note, minute, grid)
