"""Openings of items' pages, counted for what others read."""

import logging
import re

from fastapi import BackgroundTasks, Request

from api.rendering import today
from api.services import Services
from corpus.repository.reads import ReadRepository
from corpus.types import ItemKind

# Programs that read pages for others, and browsers that fetch what somebody may click next, are no readers.
_NO_READER = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|httpx|java/|go-http", re.IGNORECASE)

logger = logging.getLogger(__name__)


def note_read_later(
    background: BackgroundTasks, request: Request, services: Services, kind: ItemKind, item_id: str
) -> None:
    """Have the opening of the page counted once it is sent; programs and prefetches are not."""
    fetched_ahead = "prefetch" in (request.headers.get("sec-purpose", "") + request.headers.get("purpose", ""))
    agent = request.headers.get("user-agent", "")
    if fetched_ahead or not agent or _NO_READER.search(agent):
        return
    background.add_task(_note, services, kind, item_id)


def _note(services: Services, kind: ItemKind, item_id: str) -> None:
    try:
        with services.database.transaction() as connection:
            ReadRepository(connection).note(kind, item_id, today())
    except Exception:
        # The page is out; a reader who goes uncounted is no reason to end the request with an error.
        logger.warning("an opening of a page was not counted", exc_info=True)
