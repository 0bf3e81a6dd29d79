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

# Lessons.

lessons = Table(
    "lessons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
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
    Column("working_group", Text, nullable=False),
    Column("working_group_id", ForeignKey("bodies.id"), index=True),
    Column("keywords", JSON, nullable=False),
    Column("contact_role", Text, nullable=False),
    # Whether its city is named to nobody but itself and the secretariat.
    Column("anonymous", Boolean, nullable=False),
    Column("document_id", ForeignKey("documents.id", ondelete="SET NULL")),
    Column("superseded_by_id", ForeignKey("lessons.id", ondelete="SET NULL"), index=True),
    Column("visibility", String(16), nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False, index=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

# Every text that a lesson has had, by the names of its fields; rows are added, never changed.
lesson_versions = Table(
    "lesson_versions",
    metadata,
    Column("lesson_id", ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True),
    Column("rev", Integer, primary_key=True),
    Column("fields", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

lesson_files = Table(
    "lesson_files",
    metadata,
    Column("lesson_id", ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True),
    Column("file_sha256", ForeignKey("files.sha256"), primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
)

lesson_uses = Table(
    "lesson_uses",
    metadata,
    Column("id", ID, primary_key=True),
    Column("lesson_id", ForeignKey("lessons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("by", Text, nullable=False),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("project", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    *_jalali("date"),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

lesson_endorsements = Table(
    "lesson_endorsements",
    metadata,
    Column("lesson_id", ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# What took a lesson in: a resolution, or a standard or letter by its title.
lesson_links = Table(
    "lesson_links",
    metadata,
    Column("id", ID, primary_key=True),
    Column("lesson_id", ForeignKey("lessons.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("resolution_id", ForeignKey("resolutions.id", ondelete="CASCADE"), index=True),
)

# A lesson on its way in. `form` is what was typed, field by field.
submissions = Table(
    "submissions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("form", JSON, nullable=False),
    Column("source", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("rev", Integer, nullable=False),
    Column("visibility", String(16), nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("lesson_id", ForeignKey("lessons.id", ondelete="SET NULL"), index=True),
    Column("reviewer_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("target_date", Date),
    Column("checklist", JSON, nullable=False),
    # The name of whoever changed it last, told to one whose change comes too late.
    Column("changed_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, index=True),
    Column("submitted_at", DateTime(timezone=True)),
)

submission_files = Table(
    "submission_files",
    metadata,
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("file_sha256", ForeignKey("files.sha256"), primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
)

# What happened to a submission; rows are added, never changed.
submission_events = Table(
    "submission_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("by", Text, nullable=False),
    Column("state", String(16)),
    Column("remark", Text, nullable=False),
)

# How often an item was opened, by day; nothing of who did.
item_reads = Table(
    "item_reads",
    metadata,
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("day", Date, primary_key=True, index=True),
    Column("count", Integer, nullable=False),
)

# Searches, for a time: what was asked and what came of it. Nothing is kept of who asked, nor at what hour.
searches = Table(
    "searches",
    metadata,
    Column("id", ID, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("query", Text, nullable=False),
    Column("filters", Text, nullable=False),
    Column("sort", String(16), nullable=False),
    Column("legs", String(32), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("total", Integer, nullable=False),
    Column("took_ms", Integer, nullable=False),
    # Whether what was looked for was among the results, where it was said.
    Column("satisfied", Boolean),
)

# Which of the results was opened, and from which place of the list.
search_clicks = Table(
    "search_clicks",
    metadata,
    Column("search_id", ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True),
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("position", Integer, nullable=False),
)

search_votes = Table(
    "search_votes",
    metadata,
    Column("search_id", ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True),
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("useful", Boolean, nullable=False),
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

# What each item is about: the concepts that it names, the most telling first, and those that stand above them in the
# thesaurus, which have no place. A projection, as the vector index is: the indexer writes it.
item_topics = Table(
    "item_topics",
    metadata,
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("concept_id", ID, primary_key=True),
    Column("place", Integer),
    Index(None, "concept_id", "item_kind", "item_id"),
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

# The last change of every item, also of one that is gone; the outbox is emptied, this is not.
item_changes = Table(
    "item_changes",
    metadata,
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("modified_at", DateTime(timezone=True), nullable=False),
    # For whom it is; none where it is gone.
    Column("audience", String(80)),
)

# For whom each item ever was: only those are told that it is gone.
item_audiences = Table(
    "item_audiences",
    metadata,
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("audience", String(80), primary_key=True),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String(200), primary_key=True),
    Column("text_hash", ID, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Standing queries.

# Needs of cities and searches that people keep; what comes later is matched against those that are open.
standing_queries = Table(
    "standing_queries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL"), index=True),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("visibility", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    # The item that answered it.
    Column("answer_kind", String(16)),
    Column("answer_id", ID),
    Column("created_at", DateTime(timezone=True), nullable=False, index=True),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

# Needs of two cities that were brought together.
need_connections = Table(
    "need_connections",
    metadata,
    Column("id", ID, primary_key=True),
    Column("need_id", ForeignKey("standing_queries.id", ondelete="CASCADE"), nullable=False),
    Column("other_id", ForeignKey("standing_queries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("by", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("need_id", "other_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("query_id", ForeignKey("standing_queries.id", ondelete="CASCADE"), nullable=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", ID, nullable=False),
    Column("reason", Text, nullable=False),
    Column("passage", Text, nullable=False),
    Column("passage_id", ID),
    Column("score", Float),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("read_at", DateTime(timezone=True)),
    # Set once a mail server has taken it.
    Column("mailed_at", DateTime(timezone=True)),
    UniqueConstraint("query_id", "subject", "subject_id"),
    Index(None, "person_id", "created_at"),
)

# Which text of each item the standing queries were asked of, and for whom it was then: only what is new is news.
announced_items = Table(
    "announced_items",
    metadata,
    Column("item_kind", String(16), primary_key=True),
    Column("item_id", ID, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("audience", String(80), nullable=False),
)

# What makes a person's feed addresses theirs; a new one makes the old addresses useless.
feed_keys = Table(
    "feed_keys",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("key", ID, nullable=False),
)

city_offices = Table(
    "city_offices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("city_id", ForeignKey("cities.id"), nullable=False, index=True),
    Column("office", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("note", Text, nullable=False),
)

# People.

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    # In one spelling.
    Column("login", String(64), nullable=False, unique=True),
    Column("name", NAME, nullable=False),
    Column("email", Text),
    Column("role", String(16), nullable=False),
    Column("city_id", ForeignKey("cities.id"), index=True),
    Column("office", Text, nullable=False),
    # None until the person has chosen one.
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False),
    Column("digest", String(16), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_seen_at", DateTime(timezone=True)),
)

# Browsers that are signed in. Secrets are kept as their SHA-256: who reads the record cannot sign in with it.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("token_hash", ID, nullable=False, unique=True),
    # The one before, which works until the browser has shown the new one.
    Column("previous_hash", ID, index=True),
    Column("agent", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
    Column("rotated_at", DateTime(timezone=True), nullable=False),
)

# Failed sign-ins by what was tried and from where, each as a hash: people type passwords into the wrong field.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", ID, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

# Links that work once; one without a person makes the first administrator.
welcome_links = Table(
    "welcome_links",
    metadata,
    Column("token_hash", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("token_hash", ID, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
)

# Who changed what; rows are added, never changed, and stay as they were written whatever becomes of the person.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("person_id", ID, index=True),
    Column("name", NAME, nullable=False),
    Column("role", String(16), nullable=False),
    Column("via", String(16), nullable=False),
    Column("action", String(32), nullable=False),
    Column("kind", String(16), nullable=False, index=True),
    Column("item_id", ID, nullable=False),
    Column("what", Text, nullable=False),
    Index(None, "item_id", "kind"),
)
