"""Which other sites' pages may read the API in a browser: those that a setting names, by token or as visitors.

Cookies are never theirs to use, and what changes something stays refused (`Guard` in `api/app.py`).
"""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# What a page may read of an answer beside its body.
EXPOSED = ("ETag", "Link", "Location")
SECONDS_KEPT = 3600


class CrossOrigin(CORSMiddleware):
    """CORS for the API alone; pages of the site are for nobody else's scripts."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "HEAD"),
            allow_headers=("Authorization", "If-None-Match"),
            allow_credentials=False,
            expose_headers=EXPOSED,
            max_age=SECONDS_KEPT,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            await super().__call__(scope, receive, send)
        else:
            await self.app(scope, receive, send)
