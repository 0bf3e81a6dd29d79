"""What browsers and programs may keep of an answer, and the answer «unchanged» for those who kept it.

What is read here depends on who reads it, so nothing but the site's own files is for shared caches.
"""

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
# Files without a version in their address; fonts are named by the stylesheet and do not change under one name.
FOR_A_WEEK = "public, max-age=604800"
ASK_AGAIN = "no-cache"
ASK_AGAIN_FOR_ONE = "private, no-cache"

# Members of a body that are other each time although nothing that is told is.
_VOLATILE = re.compile(rb'"(?:took_ms|search_id)":(?:"[^"\\]*"|[^,"}]*)')
# What an answer without a body still says (RFC 9110, 15.4.5).
_KEPT = (b"cache-control", b"content-location", b"date", b"etag", b"expires", b"vary", b"set-cookie", b"link")


class Conditional:
    """Gives every JSON answer of the API a weak ETag, answers 304 to those who have it already, and says of each page and
    answer how long it may be kept.

    Plain ASGI, like the guard in `api/app.py`. Only JSON is held back until it is whole; files go on as they come.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith("/static/"):
            await self.app(scope, receive, send)
            return
        known = Headers(scope=scope).get("if-none-match", "") if scope["path"].startswith("/api/v1/") else None
        await self.app(scope, receive, _Sender(send, known).send)


class _Sender:
    """Sends one answer. `known` are the ETags that the other side has, None where the answer gets none."""

    def __init__(self, send: Send, known: str | None) -> None:
        self._send = send
        self._known = known
        self._start: Message | None = None
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            kind = headers.get("content-type", "").partition(";")[0]
            if kind == "text/html":
                headers.setdefault("cache-control", ASK_AGAIN)
            elif kind in ("application/json", "application/problem+json"):
                headers.setdefault("cache-control", ASK_AGAIN_FOR_ONE)
                headers.add_vary_header("Authorization, Cookie")
            if self._known is not None and message["status"] == 200 and kind == "application/json":
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(self._start, b"".join(self._parts))
            return
        await self._send(message)

    async def _finish(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        if "etag" not in headers:
            headers["etag"] = etag_of(body)
        if _matches(headers["etag"], self._known or ""):
            kept = [(name, value) for name, value in headers.raw if name.lower() in _KEPT]
            start, body = {"type": start["type"], "status": 304, "headers": kept}, b""
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def etag_of(body: bytes) -> str:
    """Weak, because how long a search took is left out of it."""
    return f'W/"{blake2b(_VOLATILE.sub(b"", body), digest_size=16).hexdigest()}"'


def _matches(etag: str, known: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in known.split(",")]
    return "*" in tags or etag.removeprefix("W/") in tags


class VersionedFiles(StaticFiles):
    """The site's own files: kept for ever where the address names the version that they are of."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        version = QueryParams(scope["query_string"]).get("v")
        if version and version == _version(STATIC / path):
            response.headers["cache-control"] = FOR_EVER
        else:
            response.headers["cache-control"] = FOR_A_WEEK if path.endswith(".woff2") else ASK_AGAIN
        return response


def static_url(path: str) -> str:
    """The address of one of the site's own files, with the version that it is of."""
    return f"/static/{path}?v={_version(STATIC / path)}"


def _version(path: Path) -> str:
    return _digest(path, path.stat().st_mtime_ns) if path.is_file() else ""


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int) -> str:
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()
