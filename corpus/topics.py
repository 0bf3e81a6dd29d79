"""What items are about, and how much there is of everything: what the map of the experience counts."""

from dataclasses import dataclass

from corpus.types import ItemKind, Value

Item = tuple[ItemKind, str]


@dataclass(frozen=True, slots=True)
class Topics(Value):
    """Ids of concepts: those that an item names, the most telling first, and those that stand above them."""

    named: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (*self.named, *self.broader)


@dataclass(frozen=True, slots=True)
class Holdings(Value):
    """How many items of each kind there are; of the versions of one paper or lesson only the newest counts."""

    resolutions: int = 0
    lessons: int = 0
    documents: int = 0

    @property
    def total(self) -> int:
        return self.resolutions + self.lessons + self.documents

    def of(self, kind: ItemKind) -> int:
        return {
            ItemKind.RESOLUTION: self.resolutions,
            ItemKind.LESSON: self.lessons,
            ItemKind.DOCUMENT: self.documents,
        }[kind]
