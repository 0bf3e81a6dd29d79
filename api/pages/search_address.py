"""The address of a search: all that is asked, chosen and sorted by, so that every link says what it leads to."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from api.search_choices import choice_fields
from search.choices import CHOSEN_IN, NOTHING_CHOSEN, Choices, FacetField, Sort


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """A search as its URL parameters say it; a change leads to its first page."""

    query: str
    choices: Choices = NOTHING_CHOSEN
    sort: Sort = Sort.RELEVANCE
    exact: bool = False
    weak: bool = False
    expand: bool = True
    explain: bool = False
    page: int = 1

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Its parameters but the query and the page, those that are as usual left out."""
        usual = {"exact": False, "weak": False, "expand": True, "explain": False}
        switches = [(name, str(int(getattr(self, name)))) for name in usual if getattr(self, name) != usual[name]]
        return [*choice_fields(self.choices, self.sort), *switches]

    def url(self, path: str = "/search") -> str:
        page = [("page", str(self.page))] if self.page > 1 else []
        query = [("q", self.query)] if self.query or not self.fields else []
        return f"{path}?{urlencode([*query, *self.fields, *page], errors='replace')}"

    def but(self, **changes: Any) -> "SearchAddress":
        """The same search with those of its parts changed, from its first page on."""
        return replace(self, **({"page": 1} | changes))

    def choosing(self, **changes: Any) -> "SearchAddress":
        """The same question with other choices; what was only nearest to the old ones is not asked for again."""
        return self.but(choices=replace(self.choices, **changes), weak=False)

    def toggled(self, field: FacetField, value: str) -> "SearchAddress":
        """With the value chosen in that field, or no longer chosen where it was."""
        chosen = self.choices.of(field)
        others = tuple(one for one in chosen if one != value)
        return self.choosing(**{CHOSEN_IN[field]: others if value in chosen else (*chosen, value)})

    def without_choices(self) -> "SearchAddress":
        return self.but(choices=NOTHING_CHOSEN, weak=False)


def search_url(query: str, page: int = 1, *, exact: bool = False, weak: bool = False, expand: bool = True) -> str:
    """The address of a plain search."""
    return SearchAddress(query, exact=exact, weak=weak, expand=expand, page=page).url()
