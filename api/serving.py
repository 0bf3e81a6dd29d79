"""Serving: a socket first, so that a taken port is a sentence and not a traceback; then the worker and the server."""

import signal
import socket
import sys
from collections.abc import Callable

from api.services import Services
from corpus.errors import ConfigurationError


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `ConfigurationError` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small answers at once instead of waiting for more to send.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise ConfigurationError(
            f"نشانی {host}:{port} را نمی‌توان گرفت ({error})؛ درگاه دیگری با --port یا TAJROBE_PORT بدهید."
        ) from error
    return listener


def serve_on(services: Services, listener: socket.socket, say: Callable[[str], None]) -> None:
    """Serve until the process is told to stop; files and changes are worked on in the background."""
    import uvicorn

    from api.app import create_app
    from api.people.accounts import first_link

    url = _url(listener)
    app = create_app(services)
    config = uvicorn.Config(app, log_level=services.settings.log_level.lower(), server_header=False)
    services.indexer.recover()
    services.worker.start()
    services.ownership.announce(url)
    say(f"تجربه آماده است: {url}")
    if path := first_link(services):
        say(f"هنوز کسی حساب ندارد. نخستین مدیر با این پیوند ساخته می‌شود، یک بار و تا ۷۲ ساعت:\n{url}{path}")
    say("برای بستن Ctrl+C را بزنید.")
    # When it has stopped, uvicorn gives the signal on, which would end the process with everything still open.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    uvicorn.Server(config).run(sockets=[listener])


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"
