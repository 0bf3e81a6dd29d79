"""Folding: every way to write a letter becomes one."""

from corpus.text.display import TATWEEL, display_text

# Harakat and Koranic marks, the lone hamza, and the half-space say nothing that a search asks for.
_MARKS = (*range(0x0610, 0x061B), 0x0621, *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), 0x200C)
_FOLDED: dict[int, int | str] = {
    **dict.fromkeys(_MARKS, ""),
    **str.maketrans("أإآٱؤئةۀہھەۃےېۍڪګۆ", "ااااییهههههه" + "یییککو"),
    **str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩٫٬٪", "0123456789" * 2 + ".,%"),
}


def fold(text: str) -> str:
    """The text in one spelling for comparing: no half-spaces or diacritics, one alef, ی and ه, ASCII digits, lower case.

    Blanks and punctuation stay. Folding twice changes nothing more.
    """
    return display_text(text.replace(TATWEEL, "")).translate(_FOLDED).lower()


def fold_name(name: str) -> str:
    """`fold` for a name, however it is spaced: «آب‌گرفتگی», «آب گرفتگی» and «آب_گرفتگی» are one."""
    return fold(name.replace("\u200c", "")).replace(" ", "").replace("_", "")


def fold_word(word: str) -> str:
    """`fold` for the keys of a search, where «مؤثر» is «موثر» and «سؤال» is not «سیال»."""
    return fold(word.replace("ؤ", "و"))
