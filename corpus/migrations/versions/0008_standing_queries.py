"""standing queries"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('announced_items',
    sa.Column('item_kind', sa.String(length=16), nullable=False),
    sa.Column('item_id', sa.String(length=64), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('audience', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('item_kind', 'item_id', name=op.f('pk_announced_items'))
    )
    op.create_table('city_offices',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=False),
    sa.Column('office', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_city_offices_city_id_cities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_offices'))
    )
    with op.batch_alter_table('city_offices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_city_offices_city_id'), ['city_id'], unique=False)

    op.create_table('feed_keys',
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_feed_keys_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_feed_keys'))
    )
    op.create_table('standing_queries',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('answer_kind', sa.String(length=16), nullable=True),
    sa.Column('answer_id', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_standing_queries_city_id_cities')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_standing_queries_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_queries'))
    )
    with op.batch_alter_table('standing_queries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standing_queries_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_standing_queries_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_standing_queries_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_standing_queries_state'), ['state'], unique=False)

    op.create_table('need_connections',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('need_id', sa.String(length=64), nullable=False),
    sa.Column('other_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['need_id'], ['standing_queries.id'], name=op.f('fk_need_connections_need_id_standing_queries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['other_id'], ['standing_queries.id'], name=op.f('fk_need_connections_other_id_standing_queries'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_need_connections_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need_connections')),
    sa.UniqueConstraint('need_id', 'other_id', name=op.f('uq_need_connections_need_id_other_id'))
    )
    with op.batch_alter_table('need_connections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_need_connections_other_id'), ['other_id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('query_id', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(length=16), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('passage', sa.Text(), nullable=False),
    sa.Column('passage_id', sa.String(length=64), nullable=True),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notices_person_id_people'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['query_id'], ['standing_queries.id'], name=op.f('fk_notices_query_id_standing_queries'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('query_id', 'subject', 'subject_id', name=op.f('uq_notices_query_id_subject_subject_id'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notices_person_id_created_at'), ['person_id', 'created_at'], unique=False)

    # What is there already is no news: standing queries are asked only of what comes from here on.
    op.execute("INSERT INTO index_cursors (index_name, seq) SELECT 'notices', coalesce(max(seq), 0) FROM outbox_counter")
    op.execute(
        "INSERT INTO announced_items (item_kind, item_id, rev, audience) SELECT 'document', id, rev, "
        "CASE visibility WHEN 'city' THEN 'city:' || coalesce(city_id, '') ELSE visibility END FROM documents"
    )
    op.execute(
        "INSERT INTO announced_items (item_kind, item_id, rev, audience) SELECT 'resolution', r.id, r.rev, "
        "CASE r.visibility WHEN 'city' THEN 'city:' || coalesce(m.host_city_id, '') ELSE r.visibility END "
        "FROM resolutions r JOIN meetings m ON m.id = r.meeting_id"
    )


def downgrade() -> None:
    op.execute("DELETE FROM index_cursors WHERE index_name = 'notices'")
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notices_person_id_created_at'))

    op.drop_table('notices')
    with op.batch_alter_table('need_connections', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_need_connections_other_id'))

    op.drop_table('need_connections')
    with op.batch_alter_table('standing_queries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standing_queries_state'))
        batch_op.drop_index(batch_op.f('ix_standing_queries_person_id'))
        batch_op.drop_index(batch_op.f('ix_standing_queries_created_at'))
        batch_op.drop_index(batch_op.f('ix_standing_queries_city_id'))

    op.drop_table('standing_queries')
    op.drop_table('feed_keys')
    with op.batch_alter_table('city_offices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_city_offices_city_id'))

    op.drop_table('city_offices')
    op.drop_table('announced_items')
