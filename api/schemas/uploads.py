"""Files on their way in."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from api.schemas.common import FailureBody
from corpus.types import Upload


class UploadBody(BaseModel):
    """`pages_done` of `pages_total` are how far the reading under way is, if it tells.

    `parent_id` is the archive or letter that the file came in.
    """

    id: str
    file_name: str
    size: int
    state: str
    document_id: str | None
    failure: FailureBody | None
    pages_done: int | None
    pages_total: int | None
    parent_id: str | None
    created_at: datetime
    updated_at: datetime
    known: bool = False

    @classmethod
    def from_domain(cls, upload: Upload, *, known: bool = False) -> Self:
        failure = upload.failure
        return cls(
            id=upload.id,
            file_name=upload.file_name,
            size=upload.size,
            state=upload.state.value,
            document_id=upload.document_id,
            failure=FailureBody(type=failure.type, message=failure.message) if failure else None,
            pages_done=upload.pages_done,
            pages_total=upload.pages_total,
            parent_id=upload.parent_id,
            created_at=upload.created_at,
            updated_at=upload.updated_at,
            known=known,
        )


class RefusedBody(BaseModel):
    """A file that was not taken in at all, and why."""

    file_name: str
    failure: FailureBody


class UploadsBody(BaseModel):
    """What became of the files of one request: those accepted and those refused."""

    uploads: list[UploadBody]
    refused: list[RefusedBody] = []


class UploadListBody(BaseModel):
    total: int
    uploads: list[UploadBody]
