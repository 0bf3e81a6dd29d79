"""The SQL tables. Only repositories and migrations read this module; nothing above `corpus` sees a row."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
NAME = String(500)


def _jalali(prefix: str) -> list[Column[object]]:
    """One date as ISO and as Jalali parts; only the year is there when only the year is known."""
    return [
        Column(f"{prefix}_iso", Date),
        Column(f"{prefix}_year", Integer, index=True),
        Column(f"{prefix}_month", Integer),
        Column(f"{prefix}_day", Integer),
    ]


cities = Table(
    "cities",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False, unique=True),
    Column("province", NAME, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("metropolis", Boolean, nullable=False),
)

bodies = Table(
    "bodies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("kind", String(32), nullable=False),
)

body_predecessors = Table(
    "body_predecessors",
    metadata,
    Column("body_id", ForeignKey("bodies.id", ondelete="CASCADE"), primary_key=True),
    Column("predecessor_id", ForeignKey("bodies.id", ondelete="CASCADE"), primary_key=True),
)

files = Table(
    "files",
    metadata,
    Column("sha256", ID, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("file_sha256", ForeignKey("files.sha256"), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("kind", NAME),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("body_id", ForeignKey("bodies.id"), index=True),
    Column("session_number", Integer, index=True),
    *_jalali("date"),
    Column("visibility", String(16), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    # Last, because SQLite reads through what stands before a column to reach it, and these are large.
    Column("text", Text, nullable=False),
    Column("blocks", JSON, nullable=False),
)

# A document's min-hash signature, empty when its text is too short for one, and which rules it was made by.
document_sketches = Table(
    "document_sketches",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("rules", Integer, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

# Bands of the signatures: documents that share one are compared.
document_bands = Table(
    "document_bands",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", LargeBinary(8), primary_key=True, index=True),
)

# Two documents that say almost the same; `similarity` is the share of shingles that they have in common.
near_duplicates = Table(
    "near_duplicates",
    metadata,
    Column("newer_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("older_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("similarity", Float, nullable=False),
)

document_pages = Table(
    "document_pages",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reader", String(32), nullable=False),
    Column("quality", Float),
    Column("warnings", JSON, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

# Every text that a page has had, from its first change on; rows are added, never changed. Offsets of blocks cut `text`.
page_versions = Table(
    "page_versions",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("reader", String(32), nullable=False),
    Column("quality", Float),
    Column("warnings", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("text", Text, nullable=False),
    Column("blocks", JSON, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("session_number", Integer, nullable=False, index=True),
    Column("title", Text, nullable=False),
    # As the minutes write it, and what it was recognised as.
    Column("body", Text),
    Column("body_id", ForeignKey("bodies.id"), index=True),
    Column("host_city", Text),
    Column("host_city_id", ForeignKey("cities.id"), index=True),
    *_jalali("date"),
    Column("chair", Text),
    Column("secretary", Text),
    Column("attendees", JSON, nullable=False),
    Column("absent", JSON, nullable=False),
    Column("agenda", JSON, nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="SET NULL"), index=True),
)

# Parsed minutes on their way to records: what was proposed, and what people made of it.
minutes_drafts = Table(
    "minutes_drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    # Which of the sessions in the file, from 0.
    Column("position", Integer, nullable=False),
    Column("document_rev", Integer, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("meeting_id", ForeignKey("meetings.id", ondelete="SET NULL")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("proposed", JSON, nullable=False),
    Column("edited", JSON, nullable=False),
    UniqueConstraint("document_id", "position"),
)

resolutions = Table(
    "resolutions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("working_group", Text),
    Column("working_group_id", ForeignKey("bodies.id"), index=True),
    Column("agenda_item", Text),
    Column("vote", Text),
    *_jalali("due"),
    # The last day that is in time, also where only the month or year is known.
    Column("due_by", Date, index=True),
    Column("due_text", Text),
    Column("horizon", String(16), index=True),
    # What the minutes say; what came of it since is what the follow-ups say.
    Column("first_status", String(16), nullable=False),
    # The three as the follow-ups leave them.
    Column("status", String(16), nullable=False, index=True),
    Column("progress", Integer),
    Column("confirmed_on", Date),
    Column("source_start", Integer),
    Column("source_end", Integer),
    Column("visibility", String(16), nullable=False),
    # When anything about it was last written down, a follow-up included.
    Column("updated_at", DateTime(timezone=True), nullable=False, index=True),
    # The text in one spelling, for filtering by words.
    Column("folded", Text, nullable=False),
    UniqueConstraint("meeting_id", "number"),
)

# Who is to carry a resolution out: as the minutes write it, and which city or body that is.
resolution_parties = Table(
    "resolution_parties",
    metadata,
    Column("resolution_id", ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("body_id", ForeignKey("bodies.id"), index=True),
    # What is laid on each city is counted over all resolutions.
    Index(None, "resolution_id", "city_id"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", ID, primary_key=True),
    Column("resolution_id", ForeignKey("resolutions.id", ondelete="CASCADE"), nullable=False, index=True),
    *_jalali("date"),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("progress", Integer),
    Column("status", String(16)),
    Column("evidence_sha256", ForeignKey("files.sha256")),
    Column("evidence_name", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)

# How a resolution stands to an earlier one; `similarity` is None where a person found the relation.
resolution_relations = Table(
    "resolution_relations",
    metadata,
    Column("newer_id", ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True),
    Column("older_id", ForeignKey("resolutions.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("similarity", Float),
    Column("by", Text),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("problem", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("recommendation", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("polarity", String(16), nullable=False),
    Column("summary", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("impact", JSON, nullable=False),
    Column("project", Text, nullable=False),
    Column("project_type", Text, nullable=False),
    Column("phase", Text, nullable=False),
    *_jalali("date"),
    Column("keywords", JSON, nullable=False),
    Column("contact_role", Text, nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="SET NULL")),
    Column("visibility", String(16), nullable=False),
)

needs = Table(
    "needs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("open", Boolean, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# Questions that nothing fitted, one row a question however it was spelt. Nothing is kept of who asked, nor at what hour.
gaps = Table(
    "gaps",
    metadata,
    Column("key", ID, primary_key=True),
    Column("query", Text, nullable=False),
    Column("filters", Text, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("item_kind", String(16), nullable=False),
    Column("item_id", ID, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("header", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("page", Integer),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), index=True),
    Index(None, "item_kind", "item_id", "ordinal"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("file_sha256", ForeignKey("files.sha256"), nullable=False, index=True),
    Column("file_name", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("document_id", ID, index=True),
    Column("outbox_seq", Integer, index=True),
    Column("failure_type", String(64)),
    Column("failure_message", Text),
    Column("attempts", Integer, nullable=False),
    # The archive or letter that the file came in.
    Column("parent_id", ForeignKey("uploads.id", ondelete="SET NULL"), index=True),
    Column("pages_done", Integer),
    Column("pages_total", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

# One row; taking it orders every outbox entry by commit, so that a cursor can never skip a late one.
outbox_counter = Table(
    "outbox_counter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("item_kind", String(16), nullable=False),
    Column("item_id", ID, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# How far each index has followed the outbox.
index_cursors = Table(
    "index_cursors",
    metadata,
    Column("index_name", ID, primary_key=True),
    Column("seq", Integer, nullable=False),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_hash", ID, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
