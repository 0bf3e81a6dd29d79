"""Files broken by chance, the same way each time."""

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

_TAG = re.compile(rb"<[^<>]{1,200}>")
_XML_SUFFIXES = (".xml", ".rels", ".html")

Mutation = Callable[[bytes, random.Random], bytes]


def mutated(data: bytes, seed: int) -> bytes:
    """The file with one to three things done to it; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 3)):
        choices = [
            *_PLAIN,
            *(_PACKAGED if zipfile.is_zipfile(BytesIO(data)) else ()),
            *(_TAGGED if b"<" in data else ()),
        ]
        data = chance.choice(choices)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    """From one to a hundred bytes become others."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 10, 100))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _drop(data: bytes, chance: random.Random) -> bytes:
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _part(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 20)) + data[end:]


def _part(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 16, 256, 4096)))


def _drop_tags(data: bytes, chance: random.Random) -> bytes:
    """One tag of some kind, or each fifth one, goes."""
    one = chance.random() < 0.5
    places = list(_TAG.finditer(data))
    gone = (
        {chance.randrange(len(places))} if one and places else {n for n in range(len(places)) if chance.random() < 0.2}
    )
    kept = bytearray()
    last = 0
    for number in sorted(gone):
        kept += data[last : places[number].start()]
        last = places[number].end()
    return bytes(kept + data[last:])


def _change_entry(change: Mutation) -> Mutation:
    """Does it inside one entry of the package and packs it whole again, so that it reaches past the checks of the ZIP."""

    def changed(data: bytes, chance: random.Random) -> bytes:
        entries = _entries(data)
        marked = [number for number, (name, _) in enumerate(entries) if name.endswith(_XML_SUFFIXES)]
        if not marked:
            return data
        number = chance.choice(marked)
        name, content = entries[number]
        entries[number] = (name, change(content, chance))
        return _packed(entries)

    return changed


def _swap_entries(data: bytes, chance: random.Random) -> bytes:
    entries = _entries(data)
    if len(entries) > 1:
        first, second = chance.sample(range(len(entries)), 2)
        (one, its), (other, others) = entries[first], entries[second]
        entries[first], entries[second] = (one, others), (other, its)
    return _packed(entries)


def _drop_entry(data: bytes, chance: random.Random) -> bytes:
    entries = _entries(data)
    if entries:
        del entries[chance.randrange(len(entries))]
    return _packed(entries)


def _entries(data: bytes) -> list[tuple[str, bytes]]:
    entries = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            for name in package.namelist():
                entries.append((name, package.read(name)))
    except Exception:
        # What an earlier mutation broke beyond packing again.
        pass
    return entries


def _packed(entries: list[tuple[str, bytes]]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return packed.getvalue()


_PLAIN: tuple[Mutation, ...] = (_flip, _cut, _drop, _repeat)
_TAGGED: tuple[Mutation, ...] = (_drop_tags,)
_PACKAGED: tuple[Mutation, ...] = (
    _swap_entries,
    _drop_entry,
    *map(_change_entry, (_flip, _cut, _drop, _repeat, _drop_tags, _drop_tags)),
)
