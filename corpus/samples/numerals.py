"""Numbers as Persian writers write them: in Persian digits, or in words."""

_ONES = [
    "صفر",
    "یک",
    "دو",
    "سه",
    "چهار",
    "پنج",
    "شش",
    "هفت",
    "هشت",
    "نه",
    "ده",
    "یازده",
    "دوازده",
    "سیزده",
    "چهارده",
    "پانزده",
    "شانزده",
    "هفده",
    "هجده",
    "نوزده",
]
_TENS = ["بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود"]
_HUNDREDS = ["یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد"]
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def persian_digits(value: int | str) -> str:
    """The value with every ASCII digit made Persian."""
    return str(value).translate(_PERSIAN_DIGITS)


def cardinal(number: int) -> str:
    """The number in words, for 0 to 9999: «یک‌هزار و سیصد و هشتاد و هشت»."""
    if number < 20:
        return _ONES[number]
    unit, words = _largest_unit(number)
    rest = number % unit
    return f"{words} و {cardinal(rest)}" if rest else words


def ordinal(number: int) -> str:
    """The number's place in words: «هجدهم», «بیست و سوم», «سی‌ام»."""
    words = cardinal(number)
    if words.endswith("سه"):
        return words.removesuffix("سه") + "سوم"
    return words + ("‌ام" if words.endswith("سی") else "م")


def _largest_unit(number: int) -> tuple[int, str]:
    if number < 100:
        return 10, _TENS[number // 10 - 2]
    if number < 1000:
        return 100, _HUNDREDS[number // 100 - 1]
    return 1000, f"{_ONES[number // 1000]}‌هزار"
