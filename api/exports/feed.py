"""The latest news of resolutions as an Atom feed."""

import re
from collections.abc import Sequence
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


def as_atom(rows: Sequence[DeskRow], title: str, path: str, site: str) -> bytes:
    """One entry a resolution; `path` is the feed's own, `site` the site's address. Ids stay the same wherever it runs."""
    updated = max((row.updated_at for row in rows), default=NEVER)
    feed = _E.feed(
        LANGUAGE,
        _E.id(f"urn:tajrobe:feed:{path}"),
        _E.title(_plain(title)),
        _E.updated(updated.isoformat(timespec="seconds")),
        _E.author(_E.name("دبیرخانهٔ کمیسیون فنی و عمرانی")),
        _E.link(rel="self", href=f"{site}{path}", type="application/atom+xml"),
        _E.link(rel="alternate", href=f"{site}/desk", type="text/html"),
        *(_entry(row, site) for row in rows),
    )
    return bytes(etree.tostring(feed, xml_declaration=True, encoding="utf-8"))


def _entry(row: DeskRow, site: str) -> etree._Element:
    resolution, meeting = row.resolution, row.meeting
    last = resolution.follow_ups[-1] if resolution.follow_ups else None
    news = f"{STATUS_NAMES[resolution.status]}؛ {last.by}: {last.note}" if last else STATUS_NAMES[resolution.status]
    entry: etree._Element = _E.entry(
        _E.id(f"urn:tajrobe:resolution:{resolution.id}"),
        _E.title(_plain(f"{resolution_title(resolution, meeting)} – {STATUS_NAMES[resolution.status]}")),
        _E.updated(row.updated_at.isoformat(timespec="seconds")),
        _E.link(rel="alternate", href=f"{site}/resolutions/{resolution.id}", type="text/html"),
        _E.summary(_plain(news)),
        _E.content(_plain(resolution.text), type="text"),
    )
    return entry


def _plain(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
