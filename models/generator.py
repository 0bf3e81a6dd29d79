"""A language model behind an OpenAI-compatible server: it is told what to do, shown a text, and writes one reply.

It is given no tools, so that what it reads reaches nothing: it can only write.
"""

import logging
from threading import Lock

from haystack.dataclasses import ChatMessage

from corpus.errors import AnswerUnavailable

# The client insists on one, servers on the same machine do not look at it.
NO_KEY = "none"

TOO_LATE = "مدل زبانی به‌موقع پاسخ نداد."
NOT_THERE = "مدل زبانی در دسترس نیست."
NOTHING_WRITTEN = "مدل زبانی به این پرسش پاسخی ننوشت."

logger = logging.getLogger(__name__)


class AnswerModel:
    """Safe to call from many threads. Nothing is asked of the server before the first `write`."""

    def __init__(self, url: str, name: str, *, key: str = "", seconds: float) -> None:
        # Half a second that a site without a language model is spared.
        from haystack.components.generators.chat import OpenAIChatGenerator
        from haystack.utils import Secret

        self.name = name
        self._generator = OpenAIChatGenerator(
            api_key=Secret.from_token(key or NO_KEY),
            model=name,
            api_base_url=url,
            timeout=seconds,
            max_retries=0,
        )
        self._warming = Lock()

    def write(self, instructions: str, text: str) -> str:
        """The reply to the text under the instructions; it is not empty. Raises `AnswerUnavailable`."""
        from openai import APITimeoutError

        messages = [ChatMessage.from_system(instructions), ChatMessage.from_user(text)]
        try:
            with self._warming:
                self._generator.warm_up()
            replies: list[ChatMessage] = self._generator.run(messages)["replies"]
        except APITimeoutError as error:
            raise self._failed(TOO_LATE, error) from error
        except Exception as error:
            # What answers there may be no such server at all; the client trips over that in ways of its own.
            raise self._failed(NOT_THERE, error) from error
        written = (replies[0].text or "").strip() if replies else ""
        if not written:
            raise self._failed(NOTHING_WRITTEN)
        return written

    def close(self) -> None:
        self._generator.close()

    def _failed(self, message: str, error: Exception | None = None) -> AnswerUnavailable:
        # The question and the texts stay out of the log.
        status = getattr(error, "status_code", None)
        reason = f"{type(error).__name__}{f' {status}' if status else ''}" if error else "empty reply"
        logger.warning("the language model %s wrote nothing: %s", self.name, reason)
        return AnswerUnavailable(message)
