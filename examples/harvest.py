"""Keep a copy of everything that a Tajrobe site lets you read: one JSON file, brought up to date each time this runs.

    python harvest.py http://127.0.0.1:8000 copy.json

Needs httpx. A personal token in TAJROBE_TOKEN reads with your own rights, none as a visitor. The copy remembers where it
stopped; delete it and begin anew when your rights have changed.
"""

import json
import os
import sys
from pathlib import Path

import httpx


def harvest(site: str, path: Path, token: str = "") -> tuple[int, int]:
    """Bring the copy up to date; returns how many items were written and how many dropped."""
    copy = json.loads(path.read_text("utf-8")) if path.exists() else {"cursor": None, "items": {}}
    written = dropped = 0
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=site, headers=headers, timeout=60) as client:
        more = True
        while more:
            asked = {"limit": 200} | ({"cursor": copy["cursor"]} if copy["cursor"] else {})
            answer = client.get("/api/v1/items", params=asked)
            answer.raise_for_status()
            page = answer.json()
            for item in page["items"]:
                if item["deleted"]:
                    dropped += copy["items"].pop(item["id"], None) is not None
                else:
                    copy["items"][item["id"]] = item
                    written += 1
            copy["cursor"], more = page["cursor"], page["next"] is not None
            # After every page, so that what breaks off goes on from there.
            incoming = path.with_suffix(".part")
            incoming.write_text(json.dumps(copy, ensure_ascii=False), "utf-8")
            incoming.replace(path)
    return written, dropped


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    written, dropped = harvest(sys.argv[1], Path(sys.argv[2]), os.environ.get("TAJROBE_TOKEN", ""))
    print(f"{written} written, {dropped} dropped")
