"""Drafts of minutes: what the parser proposed, and what people are making of it."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select, update

from corpus import tables
from corpus.drafts import EditedMinutes, MinutesDraft, edited_as_json, edited_from_json
from corpus.errors import DraftConflict, NotFound
from corpus.minutes import ParsedMinutes
from corpus.minutes_json import as_json, from_json
from corpus.repository.rows import Values, as_utc, now
from corpus.types import DraftState

CHANGED = "این پیش‌نویس پس از باز شدن صفحه تغییر کرده است؛ هیچ‌یک از دو نوشته از دست نرفته است."
_NAMESPACE = UUID("5b0a2c6e-7d55-5f52-9c55-0c1f6f1c9a34")


class DraftRepository:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def propose(self, document_id: str, document_rev: int, sessions: Sequence[ParsedMinutes]) -> None:
        """Keep what was read in the document, one draft a session.

        A draft that a person edited, confirmed or discarded stays as it is; others give way to the new reading.
        """
        known = {draft.position: draft for draft in self.of_document(document_id)}
        for position, proposed in enumerate(sessions):
            draft = known.get(position)
            if draft is None:
                self._add(document_id, position, document_rev, proposed)
            elif draft.state is DraftState.WAITING and draft.edited is None:
                self._set(draft, document_rev=document_rev, proposed=as_json(proposed))
        for position, draft in known.items():
            if position >= len(sessions) and draft.state is DraftState.WAITING and draft.edited is None:
                self.connection.execute(delete(tables.minutes_drafts).where(tables.minutes_drafts.c.id == draft.id))

    def get(self, draft_id: str, *, rev: int | None = None, to_change: bool = False) -> MinutesDraft:
        """The draft; to change it, nobody else may until the transaction ends.

        Raises `NotFound`, or `DraftConflict` where it is no longer at this revision.
        """
        query = select(tables.minutes_drafts).where(tables.minutes_drafts.c.id == draft_id)
        row = self.connection.execute(query.with_for_update() if to_change else query).mappings().one_or_none()
        if row is None:
            raise NotFound("پیش‌نویسی با این نشانی پیدا نشد.")
        draft = _draft(row)
        if rev is not None and draft.rev != rev:
            raise DraftConflict(CHANGED)
        return draft

    def of_document(self, document_id: str) -> list[MinutesDraft]:
        """The document's drafts, in the order of the sessions in it."""
        return self.of_documents([document_id])

    def of_documents(self, document_ids: Sequence[str]) -> list[MinutesDraft]:
        table = tables.minutes_drafts
        query = select(table).where(table.c.document_id.in_(list(document_ids)))
        return [_draft(row) for row in self.connection.execute(query.order_by(table.c.position)).mappings()]

    def listed(self, state: DraftState, *, limit: int, offset: int = 0) -> list[MinutesDraft]:
        """Drafts in that state: waiting ones in the order in which they came, others with the newest change first."""
        table = tables.minutes_drafts
        order = (
            (table.c.created_at, table.c.position, table.c.id)
            if state is DraftState.WAITING
            else (table.c.updated_at.desc(), table.c.id)
        )
        query = select(table).where(table.c.state == state.value).order_by(*order).limit(limit).offset(offset)
        return [_draft(row) for row in self.connection.execute(query).mappings()]

    def count(self, state: DraftState) -> int:
        table = tables.minutes_drafts
        return self.connection.execute(
            select(func.count()).select_from(table).where(table.c.state == state.value)
        ).scalar_one()

    def edit(self, draft: MinutesDraft, edited: EditedMinutes) -> MinutesDraft:
        """Keep what was typed; it waits for confirmation then, whatever it was before. The same again changes nothing."""
        if edited == draft.edited and draft.state is DraftState.WAITING:
            return draft
        return self._set(draft, edited=edited_as_json(edited), state=DraftState.WAITING.value)

    def begin_anew(self, draft: MinutesDraft, document_rev: int, proposed: ParsedMinutes) -> MinutesDraft:
        """Put a new reading in the place of what was proposed and typed."""
        values = {"document_rev": document_rev, "proposed": as_json(proposed), "edited": {}}
        return self._set(draft, state=DraftState.WAITING.value, **values)

    def settle(self, draft: MinutesDraft, state: DraftState, meeting_id: str | None = None) -> MinutesDraft:
        """Mark it confirmed (as this meeting), discarded, or waiting again."""
        return self._set(draft, state=state.value, meeting_id=meeting_id or draft.meeting_id)

    def _add(self, document_id: str, position: int, document_rev: int, proposed: ParsedMinutes) -> None:
        moment = now()
        self.connection.execute(
            insert(tables.minutes_drafts).values(
                id=uuid5(_NAMESPACE, f"{document_id}/{position}").hex,
                document_id=document_id,
                position=position,
                document_rev=document_rev,
                rev=1,
                state=DraftState.WAITING.value,
                created_at=moment,
                updated_at=moment,
                proposed=as_json(proposed),
                edited={},
            )
        )

    def _set(self, draft: MinutesDraft, **values: object) -> MinutesDraft:
        table = tables.minutes_drafts
        fresh: Values = values | {"rev": draft.rev + 1, "updated_at": now()}
        of_rev: list[ColumnElement[bool]] = [table.c.id == draft.id, table.c.rev == draft.rev]
        if not self.connection.execute(update(table).where(*of_rev).values(fresh)).rowcount:
            raise DraftConflict(CHANGED)
        return self.get(draft.id)


def _draft(row: RowMapping) -> MinutesDraft:
    return MinutesDraft(
        id=row["id"],
        document_id=row["document_id"],
        position=row["position"],
        document_rev=row["document_rev"],
        proposed=from_json(row["proposed"]),
        rev=row["rev"],
        state=DraftState(row["state"]),
        meeting_id=row["meeting_id"],
        edited=edited_from_json(row["edited"]) if row["edited"] else None,
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(row["updated_at"]),
    )
