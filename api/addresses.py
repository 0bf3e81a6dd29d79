"""Addresses that more than one part of the site makes."""

from urllib.parse import urlencode

from corpus.types import ItemKind


def document_url(
    document_id: str,
    query: str,
    *,
    part: int | None = None,
    at: int | None = None,
    expand: bool = True,
    repaired: bool = False,
) -> str:
    """The document with what a search for the query marks; `at` is a character of its text, whose part is shown."""
    usual = {"q": "", "part": None, "at": None, "expand": 1, "repaired": 0}
    fields = {"q": query, "part": part, "at": at, "expand": int(expand), "repaired": int(repaired)}
    given = {name: value for name, value in fields.items() if value != usual[name]}
    return f"/documents/{document_id}" + (f"?{urlencode(given, errors='replace')}" if given else "")


def item_url(kind: ItemKind, item_id: str) -> str:
    """The item's own page."""
    return f"/{kind.value}s/{item_id}"
