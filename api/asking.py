"""Searching from the command line: in this process, or through the server that owns the data folder."""

from typing import Any

import httpx

from api.schemas import SearchBody
from api.services import Services
from corpus import errors

SECONDS_TO_WAIT = 30.0
SNIPPET_CHARACTERS = 240


def ask(services: Services, query: str, limit: int, *, owning: bool) -> dict[str, Any]:
    """The answer as the API gives it. Raises what the search raises, and `IndexInUse` when the owner cannot be asked."""
    if owning:
        body: dict[str, Any] = SearchBody.from_domain(services.searcher.search(query, page_size=limit)).model_dump()
        return body
    owner = services.ownership.other()
    if owner is None or owner.url is None:
        raise errors.IndexInUse("پوشهٔ داده در دست برنامهٔ دیگری است؛ تا پایان کار آن بمانید و دوباره بکوشید.")
    return _through_server(owner.url, query, limit)


def _through_server(url: str, query: str, limit: int) -> dict[str, Any]:
    fields: dict[str, str | int] = {"q": query.encode("utf-8", "replace").decode(), "page_size": limit}
    try:
        response = httpx.get(f"{url}/api/v1/search", params=fields, timeout=SECONDS_TO_WAIT, trust_env=False)
        body: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise errors.IndexUnavailable(f"سرور تجربه در {url} پاسخ نداد: {error}") from error
    if "error" in body:
        kind = getattr(errors, body["error"]["type"], errors.IndexUnavailable)
        raise kind(body["error"]["message"])
    return body


def answer_text(body: dict[str, Any]) -> str:
    """The answer as lines for a terminal."""
    lines = [*body["notices"], *body["reading"]]
    if body["query"] != body["typed"]:
        lines.append(f"نتایج برای «{body['query']}» (آنچه نوشته شد: «{body['typed']}»)")
    elif body["suggestion"]:
        lines.append(f"آیا منظورتان «{body['suggestion']}» بود؟")
    if not body["hits"]:
        lines.append("چیزی پیدا نشد. واژه‌های کمتر یا دیگری را بیازمایید.")
    for number, hit in enumerate(body["hits"], 1):
        page = f" (صفحهٔ {hit['passage']['page']})" if hit["passage"]["page"] else ""
        text = " ".join(hit["passage"]["text"].split())
        shown = text if len(text) <= SNIPPET_CHARACTERS else text[:SNIPPET_CHARACTERS] + "…"
        lines += [f"{number}. {hit['title']}  [{hit['file_name']}]{page}  {hit['score']:.3f}", f"   {shown}"]
    return "\n".join(lines)
