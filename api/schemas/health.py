"""Whether the site can answer."""

from pydantic import BaseModel


class HealthBody(BaseModel):
    """Each part is "ok", or says what is wrong with it."""

    ready: bool
    record: str
    index: str
    model: str
    worker: str
    documents: int
    waiting: int
