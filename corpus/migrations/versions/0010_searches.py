"""searches, votes and reads"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('searches',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.Column('filters', sa.Text(), nullable=False),
    sa.Column('sort', sa.String(length=16), nullable=False),
    sa.Column('legs', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('took_ms', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches'))
    )
    with op.batch_alter_table('searches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_searches_day'), ['day'], unique=False)

    for name, columns in (
        ('search_clicks', [sa.Column('position', sa.Integer(), nullable=False)]),
        ('search_votes', [sa.Column('useful', sa.Boolean(), nullable=False)]),
    ):
        op.create_table(name,
        sa.Column('search_id', sa.String(length=64), nullable=False),
        sa.Column('item_kind', sa.String(length=16), nullable=False),
        sa.Column('item_id', sa.String(length=64), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(['search_id'], ['searches.id'], name=op.f(f'fk_{name}_search_id_searches'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('search_id', 'item_kind', 'item_id', name=op.f(f'pk_{name}'))
        )

    op.create_table('item_reads',
    sa.Column('item_kind', sa.String(length=16), nullable=False),
    sa.Column('item_id', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('item_kind', 'item_id', 'day', name=op.f('pk_item_reads'))
    )
    with op.batch_alter_table('item_reads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_reads_day'), ['day'], unique=False)
    op.execute("INSERT INTO item_reads (item_kind, item_id, day, count) SELECT 'lesson', lesson_id, day, count FROM lesson_reads")
    op.drop_table('lesson_reads')


def downgrade() -> None:
    op.create_table('lesson_reads',
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_reads_lesson_id_lessons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lesson_id', 'day', name=op.f('pk_lesson_reads'))
    )
    op.execute(
        "INSERT INTO lesson_reads (lesson_id, day, count) SELECT item_id, day, count FROM item_reads"
        " WHERE item_kind = 'lesson' AND item_id IN (SELECT id FROM lessons)"
    )
    op.drop_table('item_reads')
    op.drop_table('search_votes')
    op.drop_table('search_clicks')
    op.drop_table('searches')
