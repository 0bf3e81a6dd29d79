"""Alembic's entry: migrates over the connection that `Database.migrate` hands in."""

from alembic import context

from corpus.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
