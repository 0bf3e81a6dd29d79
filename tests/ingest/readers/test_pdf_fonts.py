"""What fonts say of their glyphs, and what the places of the glyphs say instead."""

from ingest.readers.joining import ZWNJ, LetterShapes
from ingest.readers.pdf_fonts import FontRepairs
from ingest.readers.pdf_glyphs import Glyph
from ingest.readers.pdf_lines import Line, lines_of, observe, written_runs, written_text

NON_JOINING = "ادذرزژو"


def line_of(text: str, font: str = "A") -> Line:
    """The text as a font with a glyph for each shape of a letter draws it; half-spaces leave no glyph."""
    glyphs: list[Glyph] = []
    x = 500.0
    for word in text.split(" "):
        for part in word.split(ZWNJ):
            for at, letter in enumerate(part):
                before = at > 0 and part[at - 1] not in NON_JOINING
                after = at + 1 < len(part) and letter not in NON_JOINING
                shape = 4 * ord(letter) + 2 * before + after
                glyphs.append(Glyph(letter, x - 6, x, 100, 12, font, shape))
                x -= 6
        glyphs.append(Glyph(" ", x - 4, x, 100, 12, font, 0))
        x -= 4
    (line,) = lines_of(glyphs)
    return line


def read(text: str, *others: str) -> str:
    """The text as read from its glyphs, in a document that has the others too."""
    shapes = LetterShapes()
    for line in map(line_of, (text, *others)):
        observe(shapes, line)
    runs = written_runs(line_of(text), shapes, right_to_left=True, opens_paragraph=False)
    return written_text(runs, brackets={})


def test_a_final_shape_inside_a_word_ends_a_part_of_it() -> None:
    assert read(f"می{ZWNJ}شود", "علمی شد", "مالی شد") == f"می{ZWNJ}شود"
    assert read("میشود", "علمی شد", "مالی شد") == "میشود"


def test_an_initial_shape_inside_a_word_begins_a_part_of_it() -> None:
    assert read(f"پل{ZWNJ}ها", "همه هستند", "مهم مهر") == f"پل{ZWNJ}ها"
    # Nothing tells the shapes of this letter apart.
    assert read(f"پل{ZWNJ}ها", "همه هستند") == "پلها"


def mended(*texts: str) -> list[str]:
    lines = [line_of(text) for text in texts]
    repairs = FontRepairs(lines)
    return ["".join(glyph.text for glyph in repairs.mend(line).glyphs)[::-1].strip() for line in lines]


def test_a_persian_font_that_names_its_digits_as_arabic_ones_means_persian_digits() -> None:
    assert mended("کار ١٤٠٢") == ["کار ۱۴۰۲"]
    assert mended("كار ١٤٠٢") == ["كار ١٤٠٢"]
    assert mended("کار 1402 ١٤") == ["کار 1402 ۱۴"]
