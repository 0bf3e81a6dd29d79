"""harvesting"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_audiences',
    sa.Column('item_kind', sa.String(length=16), nullable=False),
    sa.Column('item_id', sa.String(length=64), nullable=False),
    sa.Column('audience', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('item_kind', 'item_id', 'audience', name=op.f('pk_item_audiences'))
    )
    op.create_table('item_changes',
    sa.Column('item_kind', sa.String(length=16), nullable=False),
    sa.Column('item_id', sa.String(length=64), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('modified_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('audience', sa.String(length=80), nullable=True),
    sa.PrimaryKeyConstraint('item_kind', 'item_id', name=op.f('pk_item_changes')),
    sa.UniqueConstraint('seq', name=op.f('uq_item_changes_seq'))
    )

    # What is there already comes before all that changes from here on, in the order of its last change.
    op.execute(
        "INSERT INTO item_changes (item_kind, item_id, seq, modified_at, audience) "
        "SELECT kind, id, -row_number() OVER (ORDER BY changed_at DESC, kind, id), changed_at, "
        "CASE visibility WHEN 'city' THEN 'city:' || coalesce(city_id, '') ELSE visibility END FROM ("
        "SELECT 'document' AS kind, id, created_at AS changed_at, visibility, city_id FROM documents "
        "UNION ALL SELECT 'lesson', id, updated_at, visibility, city_id FROM lessons "
        "UNION ALL SELECT 'resolution', r.id, r.updated_at, r.visibility, m.host_city_id "
        "FROM resolutions r JOIN meetings m ON m.id = r.meeting_id) AS items"
    )
    op.execute(
        "INSERT INTO item_audiences (item_kind, item_id, audience) SELECT item_kind, item_id, audience FROM item_changes"
    )


def downgrade() -> None:
    op.drop_table('item_changes')
    op.drop_table('item_audiences')
