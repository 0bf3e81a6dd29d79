"""Searching from the command line: in this process, or through the server that owns the data folder."""

from collections.abc import Iterator
from typing import Any

import httpx

from api.people.identity import command_token
from api.schemas.search import SearchBody
from api.services import Services
from corpus import errors

SECONDS_TO_WAIT = 30.0
SNIPPET_CHARACTERS = 240


def ask(services: Services, query: str, limit: int, *, owning: bool, weak: bool = False) -> dict[str, Any]:
    """The answer as the API gives it. Raises what the search raises, and `IndexInUse` when the owner cannot be asked."""
    if owning:
        answer = services.searcher.search(query, page_size=limit, weak=weak)
        body: dict[str, Any] = SearchBody.from_domain(answer).model_dump()
        return body
    owner = services.ownership.other()
    if owner is None or owner.url is None:
        raise errors.IndexInUse("پوشهٔ داده در دست برنامهٔ دیگری است؛ تا پایان کار آن بمانید و دوباره بکوشید.")
    return _through_server(owner.url, query, limit, weak, command_token(services))


def _through_server(url: str, query: str, limit: int, weak: bool, token: str) -> dict[str, Any]:
    typed = query.encode("utf-8", "replace").decode()
    fields: dict[str, str | int] = {"q": typed, "page_size": limit, "weak": int(weak)}
    try:
        headers = {"Authorization": f"Bearer {token}"}
        response = httpx.get(
            f"{url}/api/v1/search", params=fields, headers=headers, timeout=SECONDS_TO_WAIT, trust_env=False
        )
        body: dict[str, Any] = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise errors.IndexUnavailable(f"سرور تجربه در {url} پاسخ نداد: {error}") from error
    if response.is_error:
        kind = getattr(errors, str(body.get("code")), errors.IndexUnavailable)
        raise kind(body.get("detail") or f"سرور تجربه در {url} با {response.status_code} پاسخ داد.")
    return body


def answer_text(body: dict[str, Any]) -> str:
    """The answer as lines for a terminal."""
    lines = [*body["notices"], *body["reading"]]
    if body["expansions"]:
        lines.append(f"هم‌معنی‌ها هم جست‌وجو شد: {'؛ '.join(map(_expansion, body['expansions']))}")
    if body["query"] != body["typed"]:
        lines.append(f"نتایج برای «{body['query']}» (آنچه نوشته شد: «{body['typed']}»)")
    elif body["suggestion"]:
        lines.append(f"آیا منظورتان «{body['suggestion']}» بود؟")
    if not body["fits"]:
        lines += _nothing_fits(body)
    for number, hit in enumerate(body["hits"], 1):
        page = f" (صفحهٔ {hit['passage']['page']})" if hit["passage"]["page"] else ""
        text = " ".join(hit["passage"]["text"].split())
        shown = text if len(text) <= SNIPPET_CHARACTERS else text[:SNIPPET_CHARACTERS] + "…"
        lines += [f"{number}. {hit['title']}  [{hit['file_name']}]{page}  {hit['score']:.3f}", f"   {shown}"]
    return "\n".join(lines)


def _expansion(body: dict[str, Any]) -> str:
    return f"{body['found']} ← {'، '.join(body['added'])}"


def _nothing_fits(body: dict[str, Any]) -> Iterator[str]:
    if body["hits"]:
        yield "چیزی که به این پرسش بخورد پیدا نشد؛ اینها تنها نزدیک‌ترین نتیجه‌ها هستند:"
        return
    yield "چیزی پیدا نشد. واژه‌های کمتر یا دیگری را بیازمایید."
    if body["topics"]:
        yield f"نزدیک‌ترین موضوع‌ها: {'، '.join(topic['label'] for topic in body['topics'])}"
    if body["weaker"]:
        yield "با «--weak» نزدیک‌ترین نتیجه‌ها با این حال نشان داده می‌شود."
