"""The words by which minutes tell their parts. Patterns are for text made level by `plain`."""

import re
from enum import StrEnum

from corpus.types import Horizon, ResolutionStatus


class SESSION(StrEnum):
    """What is told of a session in a field of its own."""

    NUMBER = "session number"
    TITLE = "title"
    BODY = "body"
    HOST = "host"
    PLACE = "place"
    DATE = "date"
    CHAIR = "chair"
    SECRETARY = "secretary"
    PAPER_NUMBER = "number of the paper"
    OTHER = "other"


class RESOLUTION(StrEnum):
    """What is told of a resolution in a field or column of its own."""

    NUMBER = "number"
    TEXT = "text"
    RESPONSIBLE = "responsible"
    DUE = "due"
    HORIZON = "horizon"
    GROUP = "working group"
    STATUS = "status"
    VOTE = "vote"
    AGENDA_ITEM = "agenda item"
    SESSION = "session"
    HELD = "day of the session"


class SECTION(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    AGENDA = "agenda"
    DISCUSSION = "discussion"
    RESOLUTIONS = "resolutions"
    SIGNATURES = "signatures"


Role = SESSION | RESOLUTION | SECTION

_OF_SESSION = r"(?: ?(?:ی )?(?:ال)?(?:جلسه|نشست|گردهمایی|صورت ?جلسه|کمیسیون|کارگروه|کمیته|شورا))?"
_MEETING = r"(?:جلسه|نشست|صورت ?جلسه)"
_DOING = r"(?: ?(?:پیگیری|اجرایی|اجرای?|انجام|اقدام|مصوبه|مربوطه?|کنونی|فعلی|ان|زمانی|بعدی|تحویل))*"

_SECTION_PATTERNS = {
    SECTION.PRESENT: (
        r"(?:(?:اسامی|فهرست|لیست|نام) ?)?(?:اعضای? ?(?:محترم )?)?(?:حاضر(?:ین|ان|)?|شرکت ?کنندگان?|مدعو(?:ین|ان)|اعضا|مدعوان)"
        r"(?: ?(?:محترم|حاضر|و مدعوین|در))*" + _OF_SESSION
    ),
    SECTION.ABSENT: r"(?:(?:اسامی|فهرست) ?)?(?:اعضای? ?)?غا[یی]ب(?:ین|ان)?" + _OF_SESSION,
    SECTION.AGENDA: (
        r"دستور ?(?:کار)?(?: ?ی)? ?(?:های )?(?:جلس(?:ه|ات)|نشست|کار)?|دستورها|(?:موضوعات?|محورهای|سرفصل ?های)(?: ?(?:مورد بحث|قابل طرح|مطرح ?شده))?"
        r" ?(?:دستور )?(?:جلسه|نشست|مذاکرات)"
    ),
    SECTION.DISCUSSION: (
        r"(?:مشروح|خلاصه|شرح|اهم|گزیده) ?(?:ی )?(?:مذاکرات|مباحث|جلسه|نشست|بحث ?ها|گفت ?و ?گوها)(?: ?(?:مطرح ?شده|انجام ?شده))?"
        + _OF_SESSION
        + r"|مذاکرات(?: انجام ?شده)?|مباحث(?: مطرح ?شده)?|گزارش (?:جلسه|نشست)|نکات مطرح ?شده|بحث و (?:بررسی|تبادل نظر)"
    ),
    SECTION.RESOLUTIONS: (
        r"(?:(?:بخش|قسمت|متن|شرح|جدول|فهرست|خلاصه|عنوان|اهم)(?: ?پیگیری)? ?(?:ی )?)?"
        r"(?:مصوبات|مصوبه ?ها(?:ی)?|تصمیمات|تصمیم ?ها(?:ی)?|موارد مصوب|موارد (?:تصویب|توافق) ?شده|نتیجه ?گیری|جمع ?بندی|نتایج"
        r"|مقررات متخذه|اقدامات مصوب|اهم تصمیمات|توافقات|صورت ?مصوبات|مفاد مصوب)"
        r"(?: ?(?:و|نهایی|متخذه|اتخاذ ?شده|گرفته ?شده|مصوبات|تصمیمات|مصوب|جمع ?بندی|نتیجه ?گیری|به (?:تفکیک|ترتیب) [ء-ی ]{2,40}))*"
        + _OF_SESSION
        + r"(?: ?(?:به شرح (?:زیر|ذیل)|بدین شرح|عبارتند از|به قرار زیر|مذکور))?"
    ),
    SECTION.SIGNATURES: r"(?:محل |جدول )?امضا(?:ی|ها|یات)?(?: ?(?:و تایید|کنندگان?|اعضای?|حاضر(?:ین|ان)|شرکت ?کنندگان|در))*"
    + _OF_SESSION,
}

_ROLE_PATTERNS: dict[Role, str] = {
    SESSION.NUMBER: rf"(?:شماره|ش) ?(?:ی )?{_MEETING}|{_MEETING} ?شماره|شماره دوره|نشست|جلسه",
    SESSION.PAPER_NUMBER: r"شماره",
    SESSION.TITLE: rf"(?:عنوان|موضوع|نام) ?(?:{_MEETING}|کمیسیون|کارگروه|کمیته)|موضوع",
    SESSION.BODY: (
        r"مرجع(?: (?:برگزاری|تشکیل|تصمیم ?گیری))?|(?:واحد )?برگزار ?کننده|نام (?:کمیسیون|کارگروه|کمیته|شورا|مرجع)|تشکیل ?دهنده"
        r"|کمیسیون|شورا|نهاد برگزار ?کننده"
    ),
    SESSION.HOST: rf"(?:شهر(?:داری)? ?)?میزبان(?: ?{_MEETING})?",
    SESSION.PLACE: rf"(?:محل|مکان)(?: (?:برگزاری|تشکیل))?(?: ?{_MEETING})?",
    SESSION.DATE: rf"(?:روز و )?تاریخ(?: و (?:ساعت|روز|محل))?(?: (?:برگزاری|تشکیل))?(?: ?{_MEETING})?|مورخه?|زمان (?:برگزاری|تشکیل)",
    SESSION.CHAIR: r"(?:ری[یس]{1,2}|ریاست|اداره ?کننده|گرداننده)" + _OF_SESSION,
    SESSION.SECRETARY: r"(?:دبیر|منشی|تهیه ?کننده|تنظیم ?کننده)" + _OF_SESSION,
    SESSION.OTHER: (
        r"ساعت(?: (?:شروع|خاتمه|پایان|برگزاری|تشکیل))?(?: ?جلسه)?|پیوست(?: ?ها)?|صفحه|شماره نامه|طبقه ?بندی سند|تلفن|نشانی|مدت جلسه"
        r"|شماره ثبت|رونوشت|زمان شروع|زمان خاتمه"
    ),
    RESOLUTION.NUMBER: r"ردیف|ر|(?:شماره|ش|کد)(?: ?(?:ی )?(?:ردیف|مصوبه|بند|تصمیم|اقدام))?|بند|مصوبه شماره|no\.?|#",
    RESOLUTION.TEXT: (
        r"(?:شرح|متن|عنوان|موضوع|خلاصه|مفاد)(?: ?(?:کامل )?(?:مصوبه|مصوبات|تصمیم|تصمیمات|اقدام|اقدامات|موضوع|بند|تکلیف|کار))?"
        r"(?: ?(?:متخذه|جلسه|نشست))?|مصوب(?:ه|ات|ه ?ها)|تصمیم(?:ات)?(?: ?(?:متخذه|اتخاذ ?شده|جلسه))?|(?:مصوبه|تصمیم) (?:جلسه|نشست|نهایی)"
        r"|(?:نظر|نظریه|رای) (?:کمیسیون|کارگروه|کمیته|شورا|جلسه|نهایی|صادره)|مورد مصوب|اقدام(?:ات)?(?: ?(?:مورد نیاز|لازم|مصوب))?"
    ),
    RESOLUTION.RESPONSIBLE: (
        rf"مس[یو]ول(?:ان|ین|یت)?{_DOING}|اقدام ?کنند(?:ه|گان)|مجری(?:ان)?{_DOING}|متولی(?:ان)?{_DOING}|پیگیری ?کننده|اجرا ?کننده"
        r"|(?:واحد|دستگاه|نهاد|مرجع|بخش|معاونت|شهر|شهرداری)(?: ?های?)?(?: اجرایی)? ?(?:اقدام ?کننده|مس[یو]ول|مجری|متولی|پیگیری ?کننده|اجرایی|پیگیر|ذی ?ربط)"
        rf"{_DOING}|پیگیری(?: توسط)?|پیگیر|عامل (?:اجرا|پیگیری)|(?:(?:به|بر) )?عهده|اقدام توسط|توسط|مخاطب|ارجاع(?: به)?|عهده ?دار"
    ),
    RESOLUTION.DUE: (
        rf"(?:تاریخ |پایان )?(?:مهلت|موعد|سررسید|ضرب ?الاجل|فرجه){_DOING}|زمان(?: ?(?:اجرا|انجام|اقدام|تحویل|پایان|مقرر|پیگیری|بندی))?{_DOING}"
        r"|تاریخ (?:اقدام|انجام|اجرا|پایان|خاتمه|تحویل|مقرر|پیگیری)|تا(?: تاریخ)?|برنامه زمانی|مدت(?: (?:اجرا|انجام|زمان))?|حداکثر (?:زمان|تا)"
    ),
    RESOLUTION.HORIZON: r"افق(?: ?زمانی)?|اولویت(?: ?(?:زمانی|مصوبه))?|فوریت|بازه زمانی|درجه (?:اهمیت|فوریت)|نوع(?: مصوبه)?|دسته|طبقه ?بندی",
    RESOLUTION.GROUP: (
        r"(?:کارگروه|کمیته|گروه(?: کاری)?|کمیسیون)(?: ?(?:مربوطه?|تخصصی|مس[یو]ول|پیشنهاد ?دهنده|تصویب ?کننده))?|واحد(?: مربوطه?)?"
        r"|مرجع (?:تصمیم|تصویب)|پیشنهاد ?دهنده"
    ),
    RESOLUTION.STATUS: (
        rf"(?:اخرین )?(?:وضعیت|نتیجه){_DOING}|ملاحظات|توضیحات|پیشرفت|مرحله|اقدامات انجام ?شده|(?:اخرین|شرح) اقدام(?:ات)?"
    ),
    RESOLUTION.VOTE: r"رای(?: ?گیری)?|نتیجه رای(?: ?گیری)?|ارا|نحوه تصویب|نظر اعضا",
    RESOLUTION.AGENDA_ITEM: r"(?:شماره |بند )?دستور ?(?:کار )?(?:جلسه)?",
    RESOLUTION.SESSION: rf"(?:شماره )?{_MEETING}",
    RESOLUTION.HELD: rf"تاریخ(?: (?:برگزاری|تشکیل|تصویب))?(?: ?{_MEETING})?|تاریخ (?:صدور|ابلاغ) مصوبه",
}

_ROLES = [(role, re.compile(pattern)) for role, pattern in _ROLE_PATTERNS.items()]
_SECTIONS = [(section, re.compile(pattern)) for section, pattern in _SECTION_PATTERNS.items()]

_LABEL_LETTERS = r"[ء-یA-Za-z#. /()]"
LABEL = re.compile(
    r"(?:^|(?<=[ (|؛،.;]))(?P<label>"
    + "|".join(f"(?:{pattern})" for pattern in (*_SECTION_PATTERNS.values(), *_ROLE_PATTERNS.values()))
    + r") ?:+ ?"
)
"""A label that is known and its colon; which one it is, `role_of` tells."""


def role_of(label: str, among: type[SESSION] | type[RESOLUTION] | None = None) -> Role | None:
    """What a label or the head of a column stands for; None when it is not known."""
    label = label.strip(" :.*-()").lower()
    for role, pattern in _ROLES:
        if (among is None or isinstance(role, among)) and pattern.fullmatch(label):
            return role
    return None


def section_of(heading: str) -> SECTION | None:
    """Which section the heading opens; None when it is none."""
    heading = heading.strip(" :.*-")
    return next((section for section, pattern in _SECTIONS if pattern.fullmatch(heading)), None)


# Decisions.

DECIDED = (
    r"(?:مقرر (?:شد|گردید|گشت|می ?(?:گردد|شود)|است)|(?:تصویب|موافقت|مصوب) (?:شد|گردید|گشت)|اتخاذ (?:تصمیم )?(?:شد|گردید)"
    r"|به تصویب (?:رسید|اعضا رسید)|مورد (?:تصویب|موافقت) (?:قرار گرفت|اعضا قرار گرفت|واقع (?:شد|گردید)))"
)
DECISION = re.compile(rf"(?<![ء-ی]){DECIDED}(?![ء-ی])")

_TALK = (
    r"(?:پس از|بعد از|با توجه به|با عنایت به|در پی|طی|پیرو|در نتیجه|با) (?:[ء-ی]+ و )?(?:بحث|بررسی|تبادل|گزارش|استماع|مذاکر|طرح|توضیحات|شنیدن"
    r"|اظهارات)[^.؛:]{0,60}?[،,]? ?"
)
# «پس از بحث و تبادل نظر، مقرر گردید»: says that it was decided, not what.
LEAD = re.compile(
    rf"(?:{_TALK})?(?:و )?(?:مقرر (?:شد|گردید|گشت)|تصویب (?:شد|گردید)|مصوب (?:شد|گردید)|موافقت (?:شد|گردید))(?: تا| که)? ?[:،,]? (?=\S)"
)

VOTE = re.compile(
    r"(?:به|با) (?:اتفاق|اکثریت)(?: قاطع)?(?: (?:کلیه )?(?:ارا|اعضا))?(?:ی? (?:حاضر(?:ین|ان)?|اعضا))?"
    r"|با [0-9ء-ی]{1,10} رای (?:موافق|مثبت|ممتنع|مخالف)(?: و [0-9ء-ی]{1,10} رای (?:مخالف|ممتنع|منفی))*"
)

# Horizons and states.

HORIZONS = (
    (Horizon.URGENT, re.compile(r"اضطراری")),
    (Horizon.SHORT, re.compile(r"کوتاه ?مدت")),
    (Horizon.MEDIUM, re.compile(r"میان ?مدت")),
    (Horizon.LONG, re.compile(r"(?:بلند|دراز) ?مدت")),
    (Horizon.URGENT, re.compile(r"(?<![ء-ی])(?:فوری|انی|اسرع وقت)(?![ء-ی])")),
)
STATUSES = (
    (ResolutionStatus.CANCELLED, re.compile(r"لغو|منتفی|ابطال|حذف شد|کان ?لم ?یکن")),
    (
        ResolutionStatus.ANNOUNCED,
        re.compile(
            r"(?:انجام|اقدام|اجرا|شروع)ی? ?(?:نشده|نگردیده|صورت نگرفته)|ابلاغ|جدید|شروع نشده|در انتظار|بدون اقدام"
        ),
    ),
    (ResolutionStatus.STALLED, re.compile(r"متوقف|توقف|معلق|راکد|معوق|مسکوت")),
    (
        ResolutionStatus.IN_PROGRESS,
        re.compile(
            r"در ?(?:دست|حال|جریان|مرحله|شرف) ?[ء-ی]*|در ?دست|پیگیری ?(?:می ?شود|است)|ادامه دارد|جاری|(?:آغاز|شروع) شده|[0-9]{1,2} ?(?:درصد|[%٪])"
        ),
    ),
    (
        ResolutionStatus.DONE,
        re.compile(
            r"(?:انجام|اجرا|تکمیل|عملی|محقق|اقدام)(?:یی)? ?(?:شده|شد|گردید(?:ه)?|یافت(?:ه)?)|خاتمه|تمام ?شده|پایان ?یافت|100 ?(?:درصد|[%٪])|مختومه"
        ),
    ),
)

# Who can be given something to do.
BODY_LEAD = (
    r"(?:شهرداری|معاون|دبیر|سازمان|ستاد|اداره|کارگروه|کمیته|کمیسیون|شرکت|دفتر|مدیر|شورا|وزارت|استانداری|فرمانداری|مرکز|مشاور|پیمانکار|بنیاد"
    r"|نماینده|کارشناس|سندیکا|جامعه|انجمن|مس[یو]ول|عضو|اعضا|رابط|کلان ?شهر|همه|کلیه|تمام|واحد|حوزه|مهندس|اقای|خانم|دکتر|رییس|منطقه|مناطق|قرارگاه|جهاد|پلیس|بخش|گروه|ازمایشگاه|دانشگاه|موسسه|پژوهشکده|امور|هییت|ناظر|کارفرما|پایانه|حراست)"
)
