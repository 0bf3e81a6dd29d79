"""Ask a Tajrobe site a question and print what fits, with the address of each.

    python search.py http://127.0.0.1:8000 "نشست نوار حفاری" [kind=lesson] [city=mashhad] …

Needs httpx. Fields after the question narrow the search, as in docs/api.md. A personal token in TAJROBE_TOKEN reads with your
own rights, none as a visitor.
"""

import os
import sys

import httpx


def search(site: str, question: str, fields: list[tuple[str, str]], token: str = "") -> dict:
    """The answer as the API gives it. Raises `RuntimeError` with the site's own sentence where it is refused."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.get(f"{site}/api/v1/search", params=[("q", question), *fields], headers=headers, timeout=60)
    if answer.headers["content-type"].startswith("application/problem+json"):
        problem = answer.json()
        raise RuntimeError(f"{problem['code']}: {problem['detail']}")
    answer.raise_for_status()
    return answer.json()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    site, question, *narrowed = sys.argv[1:]
    try:
        found = search(
            site, question, [tuple(one.split("=", 1)) for one in narrowed], os.environ.get("TAJROBE_TOKEN", "")
        )
    except RuntimeError as refused:
        sys.exit(str(refused))
    print(*found["notices"], sep="\n")
    if not found["fits"]:
        print("چیزی که به این پرسش بخورد پیدا نشد.")
    for number, hit in enumerate(found["hits"], 1):
        print(f"{number}. {hit['title']}\n   {site}/{hit['kind']}s/{hit['id']}\n   {hit['passage']['text'][:200]}")
