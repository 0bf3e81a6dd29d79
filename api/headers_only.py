"""`HEAD`: what a `GET` of the same address says of its answer, without the answer.

Link checkers and caches ask so. Nobody reads what is never sent: no opening is counted and no search is written down.
"""

from anyio import CancelScope
from anyio.lowlevel import checkpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadersOnly:
    """Asks what is inside for the whole answer, so that every header is that of a `GET`, and stops it once they are known.

    Plain ASGI, like the guard in `api/app.py`. A flag on each route would reach neither compression nor the sizes of files,
    and would leave the work that handlers put off until they have answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        with CancelScope() as answering:

            async def send_headers(message: Message) -> None:
                await send(message)
                if message["type"] == "http.response.start":
                    await send({"type": "http.response.body", "body": b""})
                    answering.cancel()
                    await checkpoint()

            await self.app({**scope, "method": "GET"}, receive, send_headers)
