"""What the tools give: each thing with its stable id, its page and the way to cite it."""

from typing import Any, Self

from pydantic import BaseModel, Field

from api.addresses import item_url
from corpus.types import ItemKind

# What an assistant reads at once of a long text.
PIECE = 8_000
# The fields of a lesson that its text is made of.
IN_THE_TEXT = ("summary", "context", "problem", "cause", "action", "outcome", "recommendation")


class FoundItem(BaseModel):
    """یک یافته: شناسه و نشانی پایدار، شیوهٔ ارجاع، و بندی که به پرسش می‌خورد."""

    kind: ItemKind
    id: str
    title: str
    url: str
    citation: str
    passage: str
    page: int | None = None
    score: float

    @classmethod
    def from_hit(cls, hit: dict[str, Any], site: str) -> Self:
        kind, item_id = ItemKind(hit["kind"]), str(hit["id"])
        return cls(
            kind=kind,
            id=item_id,
            title=hit["title"],
            url=site + item_url(kind, item_id),
            citation=hit.get("citation") or hit["title"],
            passage=hit["passage"]["text"],
            page=hit["passage"]["page"],
            score=hit["score"],
        )


class SearchResult(BaseModel):
    """«fits» نادرست یعنی چیزی که به پرسش پاسخ بدهد پیدا نشد؛ آنگاه «topics» نزدیک‌ترین موضوع‌های پایگاه است."""

    query: str
    fits: bool
    total: int
    items: list[FoundItem]
    suggestion: str | None = None
    topics: list[str] = Field(default_factory=list)
    notices: list[str] = Field(default_factory=list)

    @classmethod
    def from_answer(cls, answer: dict[str, Any], site: str) -> Self:
        return cls(
            query=answer["query"],
            fits=answer["fits"],
            total=answer["total"],
            items=[FoundItem.from_hit(hit, site) for hit in answer["hits"]],
            suggestion=answer["suggestion"],
            topics=[topic["label"] for topic in answer["topics"]],
            notices=answer["notices"],
        )


class SimilarResult(BaseModel):
    """مانندترین چیزها به نوشته، نزدیک‌ترین نخست؛ «fits» نادرست یعنی تنها نزدیک‌ترین‌ها هستند و چیزی از همان نمی‌گویند."""

    fits: bool
    items: list[FoundItem]
    notices: list[str] = Field(default_factory=list)

    @classmethod
    def from_answer(cls, answer: dict[str, Any], site: str) -> Self:
        items = [FoundItem.from_hit(hit, site) for hit in answer["hits"]]
        return cls(fits=answer["fits"], items=items, notices=answer["notices"])


class ItemText(BaseModel):
    """متن از «start» تا «end»؛ اگر «next_start» هست، دنبالهٔ متن با آن خواسته می‌شود. آنچه جز متن است با تکهٔ نخست می‌آید."""

    kind: ItemKind
    id: str
    title: str
    url: str
    citation: str
    city: str | None = None
    date: dict[str, Any] | None = None
    topics: list[str] = Field(default_factory=list)
    facts: dict[str, Any] = Field(default_factory=dict)
    relations: list[dict[str, Any]] = Field(default_factory=list)
    text: str
    start: int
    end: int
    length: int
    next_start: int | None = None

    @classmethod
    def from_item(cls, item: dict[str, Any], site: str, start: int) -> Self:
        kind, item_id, text = ItemKind(item["kind"]), str(item["id"]), str(item["text"])
        start = min(start, len(text))
        end = _end_of_piece(text, start)
        return cls(
            **(_beside_the_text(item) if start == 0 else {}),
            kind=kind,
            id=item_id,
            title=item["title"],
            url=site + item_url(kind, item_id),
            citation=item["citation"],
            text=text[start:end],
            start=start,
            end=end,
            length=len(text),
            next_start=end if end < len(text) else None,
        )


class FoundPrecedent(BaseModel):
    """«band»: same یعنی همین تصمیم پیش‌تر گرفته شده، similar دربارهٔ همین موضوع، related نزدیک به آن."""

    id: str
    title: str
    url: str
    text: str
    band: str
    similarity: float
    status: str
    overdue: bool

    @classmethod
    def from_match(cls, match: dict[str, Any], site: str) -> Self:
        return cls(**{name: match[name] for name in cls.model_fields if name != "url"}, url=site + match["url"])


class PrecedentsResult(BaseModel):
    """مصوبه‌های پیشین مانند پیش‌نویس؛ «compared» شمار مصوبه‌هایی است که با آن سنجیده شد."""

    precedents: list[FoundPrecedent]
    compared: int
    notices: list[str]

    @classmethod
    def from_answer(cls, answer: dict[str, Any], site: str) -> Self:
        matches = [FoundPrecedent.from_match(match, site) for match in answer["precedents"]]
        return cls(precedents=matches, compared=answer["compared"], notices=answer["notices"])


def _beside_the_text(item: dict[str, Any]) -> dict[str, Any]:
    told = {name: item[name] for name in ("city", "date", "relations")}
    topics = [topic["label"] for topic in item["topics"]]
    facts = {name: value for name, value in item["facts"].items() if value and name not in IN_THE_TEXT}
    return told | {"topics": topics, "facts": facts}


def _end_of_piece(text: str, start: int) -> int:
    """Where a piece ends that is no longer than may be: at the end of a line or a sentence where there is one."""
    end = start + PIECE
    if end >= len(text):
        return len(text)
    for stop in ("\n", ". ", "؛ ", " "):
        found = text.rfind(stop, start + PIECE // 2, end)
        if found > 0:
            return found + len(stop)
    return end
