"""How a tool's question reaches the site: always as a request to its JSON API, so that who may see what is decided there.

Beside a running server the request goes to it. Where none runs, this process owns the data folder for the length of one
request and answers it itself: an assistant that stays open for days keeps nobody from the folder.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Protocol

import anyio
import anyio.to_thread
import httpx

from api.asking import SECONDS_TO_WAIT
from api.people.identity import command_token
from api.services import Services
from corpus.errors import IndexInUse, IndexUnavailable, TajrobeError

Params = Mapping[str, str | int | bool]

HERE = "http://tajrobe"
SECONDS_BETWEEN_LOOKS = 0.2
IN_OTHER_HANDS = "پوشهٔ داده در دست برنامهٔ دیگری است؛ تا پایان کار آن بمانید و دوباره بکوشید."


class RequestRefused(TajrobeError):
    """The site answered that it cannot or will not; the message is its own."""


class Door(Protocol):
    """Where requests go in."""

    async def ask(self, method: str, path: str, *, params: Params | None = None, body: Any = None) -> dict[str, Any]:
        """What the API answers to a request for a path under /api/v1.

        Raises `RequestRefused`, `IndexUnavailable` when nothing answers, and `IndexInUse`.
        """

    async def site(self) -> str:
        """The address that pages are opened at, without a slash at its end."""


class RemoteDoor:
    """A site that runs somewhere, as the holder of the token, or as a visitor without one."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def ask(self, method: str, path: str, *, params: Params | None = None, body: Any = None) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(
                base_url=self.url, headers=self._headers, timeout=SECONDS_TO_WAIT, trust_env=False
            ) as client:
                return await _asked(client, method, path, params, body)
        except httpx.HTTPError as error:
            raise IndexUnavailable(f"سرور تجربه در {self.url} پاسخ نداد: {error}") from error

    async def site(self) -> str:
        return self.url


class FolderDoor:
    """The site of a data folder, through the server that owns it or in this process.

    Without a token it is asked as its operator, who sees everything.
    """

    def __init__(self, services: Services, token: str = "") -> None:
        self._services = services
        self._token = token
        # One owner at a time, also of two questions that this process is asked at once.
        self._turn = anyio.Lock()

    async def ask(self, method: str, path: str, *, params: Params | None = None, body: Any = None) -> dict[str, Any]:
        async with self._turn:
            deadline = anyio.current_time() + SECONDS_TO_WAIT
            while not await anyio.to_thread.run_sync(self._take):
                owner = self._services.ownership.other()
                if owner and owner.url:
                    return await RemoteDoor(owner.url, self._shown).ask(method, path, params=params, body=body)
                # A command that does not listen, or another assistant's question: it is soon over.
                if anyio.current_time() > deadline:
                    raise IndexInUse(IN_OTHER_HANDS)
                await anyio.sleep(SECONDS_BETWEEN_LOOKS)
            try:
                return await self._ask_here(method, path, params, body)
            finally:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(self._leave)

    async def site(self) -> str:
        settings, owner = self._services.settings, self._services.ownership.other()
        running = owner.url if owner else None
        return (settings.site_url or running or f"http://{settings.host}:{settings.port}").rstrip("/")

    async def prepare(self) -> None:
        """Load what the first question would otherwise wait for."""
        async with self._turn:
            await anyio.to_thread.run_sync(self._load, abandon_on_cancel=True)

    @property
    def _shown(self) -> str:
        return self._token or command_token(self._services)

    def _take(self) -> bool:
        """Own the folder, with the record up to date; False where another process does."""
        try:
            self._services.ownership.take()
        except IndexInUse:
            return False
        try:
            self._services.migrate()
            self._services.warm_up()
        except BaseException:
            self._leave()
            raise
        return True

    def _load(self) -> None:
        self._services.thesaurus.find("گرم شدن")
        with suppress(TajrobeError):
            if dense := self._services.encoders.dense:
                dense.encode_query("گرم شدن")

    def _leave(self) -> None:
        self._services.close()
        self._services.ownership.release()
        self._services = self._services.again()

    async def _ask_here(self, method: str, path: str, params: Params | None, body: Any) -> dict[str, Any]:
        from api.app import create_app

        transport = httpx.ASGITransport(create_app(self._services), raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {self._shown}"}
        async with httpx.AsyncClient(transport=transport, base_url=HERE, headers=headers, timeout=None) as client:
            return await _asked(client, method, path, params, body)


async def _asked(client: httpx.AsyncClient, method: str, path: str, params: Params | None, body: Any) -> dict[str, Any]:
    response = await client.request(method, f"/api/v1{path}", params=params, json=body)
    try:
        said: dict[str, Any] = response.json()
    except ValueError as error:
        raise IndexUnavailable(f"پاسخ سایت خوانده نشد (وضعیت {response.status_code}).") from error
    if response.is_error:
        raise RequestRefused(str(said.get("detail") or f"سایت درخواست را نپذیرفت (وضعیت {response.status_code})."))
    return said
