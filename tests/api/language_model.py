"""A language model's server of our own on this machine, in the place of a real one: it says what a test has it say."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class LanguageModel:
    """An OpenAI-compatible server. `reply` makes its text from what it was asked; `status` and `delay` are its moods."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.reply: Callable[[str], str | None] = lambda _shown: None
        self.status = 200
        self.delay = 0.0
        self.raw: bytes | None = None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def says(self, text: str | None) -> None:
        self.reply = lambda _shown: text

    @property
    def shown(self) -> str:
        """What it was shown last."""
        return str(self.asked[-1]["messages"][-1]["content"])

    def _handler(model) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                model.asked.append(asked | {"path": self.path})
                model.keys.append(self.headers["authorization"])
                time.sleep(model.delay)
                message = {"role": "assistant", "content": model.reply(asked["messages"][-1]["content"])}
                body = {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 1,
                    "model": asked["model"],
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
                }
                sent = model.raw or json.dumps(body if model.status == 200 else {"error": {"message": "no"}}).encode()
                self.send_response(model.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)

            def log_message(self, *_args: object) -> None:
                pass

        return Handler


@contextmanager
def running_model() -> Iterator[LanguageModel]:
    """It answers until the block ends."""
    model = LanguageModel()
    Thread(target=model.server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        model.server.shutdown()
        model.server.server_close()
