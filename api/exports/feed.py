"""News as Atom feeds: of resolutions, and of anything else that can be put as entries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from lxml.builder import ElementMaker

from corpus.desk import DeskRow
from corpus.terms import STATUS_NAMES, resolution_title

ATOM = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = {"{http://www.w3.org/XML/1998/namespace}lang": "fa"}
# Since when an empty feed has not changed.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`urn` stays the same wherever the site runs; `path` leads to the page."""

    urn: str
    title: str
    updated: datetime
    path: str
    summary: str
    content: str = ""


def as_atom(rows: Sequence[DeskRow], title: str, path: str, site: str) -> bytes:
    """One entry a resolution; `path` is the feed's own, `site` the site's address. Ids stay the same wherever it runs."""
    return as_feed([_of_resolution(row) for row in rows], title, path, site, page="/desk")


def as_feed(
    entries: Sequence[FeedEntry], title: str, path: str, site: str, *, page: str, name: str | None = None
) -> bytes:
    """A feed of anything. `page` is what people open instead; `name` stands for a `path` that is a secret in its id."""
    updated = max((entry.updated for entry in entries), default=NEVER)
    feed = _E.feed(
        LANGUAGE,
        _E.id(f"urn:tajrobe:feed:{name or path}"),
        _E.title(_plain(title)),
        _E.updated(updated.isoformat(timespec="seconds")),
        _E.author(_E.name("دبیرخانهٔ کمیسیون فنی و عمرانی")),
        _E.link(rel="self", href=f"{site}{path}", type="application/atom+xml"),
        _E.link(rel="alternate", href=f"{site}{page}", type="text/html"),
        *(_entry(entry, site) for entry in entries),
    )
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))


def _of_resolution(row: DeskRow) -> FeedEntry:
    resolution, meeting = row.resolution, row.meeting
    last = resolution.follow_ups[-1] if resolution.follow_ups else None
    status = STATUS_NAMES[resolution.status]
    return FeedEntry(
        urn=f"urn:tajrobe:resolution:{resolution.id}",
        title=f"{resolution_title(resolution, meeting)} – {status}",
        updated=row.updated_at,
        path=f"/resolutions/{resolution.id}",
        summary=f"{status}؛ {last.by}: {last.note}" if last else status,
        content=resolution.text,
    )


def _entry(entry: FeedEntry, site: str) -> etree._Element:
    made: etree._Element = _E.entry(
        _E.id(entry.urn),
        _E.title(_plain(entry.title)),
        _E.updated(entry.updated.isoformat(timespec="seconds")),
        _E.link(rel="alternate", href=f"{site}{entry.path}", type="text/html"),
        _E.summary(_plain(entry.summary)),
        *([_E.content(_plain(entry.content), type="text")] if entry.content else []),
    )
    return made


def _plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
