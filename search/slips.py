"""Slips of the hand: what it costs to have typed one word where another was meant."""

from search.keyboard import neighbours

# The first of each stands for all.
SOUND_ALIKE = ("زذضظ", "سصث", "تط", "قغ", "هح", "اع")
LOOK_ALIKE = ("کگ", "جچح", "حخ", "بپ", "رز", "دذ", "سش", "ای")
_SOUNDS = str.maketrans({letter: group[0] for group in SOUND_ALIKE for letter in group[1:]})

SOUND, LOOK, SWAP, NEIGHBOUR, GAP, OTHER = 0.3, 0.5, 0.6, 0.7, 0.9, 1.0


def sound(word: str) -> str:
    """The word with one letter for all that sound alike."""
    return word.translate(_SOUNDS)


def slip_cost(typed: str, meant: str) -> float:
    """Optimal string alignment with the prices of real slips; 0 for the same word, about 1 for one letter off."""
    typed, meant = _differing(typed, meant)
    older: list[float] = []
    before: list[float] = []
    row = [GAP * column for column in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [GAP * i]
        for j, wanted in enumerate(meant, 1):
            cost = min(before[j] + GAP, row[j - 1] + GAP, before[j - 1] + _exchange(letter, wanted))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, older[j - 2] + SWAP)
            row.append(cost)
    return row[-1]


def _differing(typed: str, meant: str) -> tuple[str, str]:
    """What is left of both without the same beginning and the same end: most of every pair."""
    shorter = min(len(typed), len(meant))
    start = 0
    while start < shorter and typed[start] == meant[start]:
        start += 1
    end = 0
    while end < shorter - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    return typed[start : len(typed) - end], meant[start : len(meant) - end]


def _exchange(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if sound(typed) == sound(meant):
        return SOUND
    if any(typed in letters and meant in letters for letters in LOOK_ALIKE):
        return LOOK
    return NEIGHBOUR if meant in neighbours(typed) else OTHER
