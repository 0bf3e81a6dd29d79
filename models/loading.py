"""Loading what is heavy at its first use, once, whichever thread comes first."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from corpus.errors import ModelUnavailable

# A model that could not be loaded is not tried again with every search: a hub that does not answer takes seconds.
SECONDS_BETWEEN_TRIES = 300.0

Loaded = TypeVar("Loaded")


class Loading(Generic[Loaded]):
    """`get` loads at first use and raises the `ModelUnavailable` that loading raised, for some minutes without trying."""

    def __init__(self, load: Callable[[], Loaded]) -> None:
        self._load = load
        self._loaded: Loaded | None = None
        self._failure: tuple[float, ModelUnavailable] | None = None
        self._lock = Lock()

    def get(self) -> Loaded:
        with self._lock:
            if self._loaded is None:
                if self._failure and monotonic() - self._failure[0] < SECONDS_BETWEEN_TRIES:
                    raise self._failure[1]
                try:
                    self._loaded = self._load()
                except ModelUnavailable as error:
                    self._failure = (monotonic(), error)
                    raise
            return self._loaded
