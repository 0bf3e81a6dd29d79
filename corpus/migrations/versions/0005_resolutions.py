"""resolutions

Until this version nothing wrote meetings, resolutions or follow-ups, so their tables are made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('follow_ups', 'resolutions', 'meetings'):
        op.drop_table(table)
    op.create_table('meetings',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('session_number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('body_id', sa.String(length=64), nullable=True),
    sa.Column('host_city', sa.Text(), nullable=True),
    sa.Column('host_city_id', sa.String(length=64), nullable=True),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('chair', sa.Text(), nullable=True),
    sa.Column('secretary', sa.Text(), nullable=True),
    sa.Column('attendees', sa.JSON(), nullable=False),
    sa.Column('absent', sa.JSON(), nullable=False),
    sa.Column('agenda', sa.JSON(), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_meetings_body_id_bodies')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_meetings_document_id_documents'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['host_city_id'], ['cities.id'], name=op.f('fk_meetings_host_city_id_cities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_host_city_id'), ['host_city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_session_number'), ['session_number'], unique=False)

    op.create_table('minutes_drafts',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('document_rev', sa.Integer(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('meeting_id', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed', sa.JSON(), nullable=False),
    sa.Column('edited', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_minutes_drafts_document_id_documents'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_minutes_drafts_meeting_id_meetings'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minutes_drafts')),
    sa.UniqueConstraint('document_id', 'position', name=op.f('uq_minutes_drafts_document_id_position'))
    )
    with op.batch_alter_table('minutes_drafts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_minutes_drafts_state'), ['state'], unique=False)

    op.create_table('resolutions',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('meeting_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('working_group', sa.Text(), nullable=True),
    sa.Column('working_group_id', sa.String(length=64), nullable=True),
    sa.Column('agenda_item', sa.Text(), nullable=True),
    sa.Column('vote', sa.Text(), nullable=True),
    sa.Column('due_iso', sa.Date(), nullable=True),
    sa.Column('due_year', sa.Integer(), nullable=True),
    sa.Column('due_month', sa.Integer(), nullable=True),
    sa.Column('due_day', sa.Integer(), nullable=True),
    sa.Column('due_by', sa.Date(), nullable=True),
    sa.Column('due_text', sa.Text(), nullable=True),
    sa.Column('horizon', sa.String(length=16), nullable=True),
    sa.Column('first_status', sa.String(length=16), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('source_start', sa.Integer(), nullable=True),
    sa.Column('source_end', sa.Integer(), nullable=True),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_resolutions_meeting_id_meetings'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['working_group_id'], ['bodies.id'], name=op.f('fk_resolutions_working_group_id_bodies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolutions')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_resolutions_meeting_id_number'))
    )
    with op.batch_alter_table('resolutions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resolutions_due_by'), ['due_by'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_due_year'), ['due_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_horizon'), ['horizon'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_status'), ['status'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_updated_at'), ['updated_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_working_group_id'), ['working_group_id'], unique=False)

    op.create_table('follow_ups',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('resolution_id', sa.String(length=64), nullable=False),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=True),
    sa.Column('evidence_sha256', sa.String(length=64), nullable=True),
    sa.Column('evidence_name', sa.Text(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['evidence_sha256'], ['files.sha256'], name=op.f('fk_follow_ups_evidence_sha256_files')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolutions.id'], name=op.f('fk_follow_ups_resolution_id_resolutions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_ups'))
    )
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_ups_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_ups_resolution_id'), ['resolution_id'], unique=False)

    op.create_table('resolution_parties',
    sa.Column('resolution_id', sa.String(length=64), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('body_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_resolution_parties_body_id_bodies')),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_resolution_parties_city_id_cities')),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolutions.id'], name=op.f('fk_resolution_parties_resolution_id_resolutions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('resolution_id', 'ordinal', name=op.f('pk_resolution_parties'))
    )
    with op.batch_alter_table('resolution_parties', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resolution_parties_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolution_parties_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolution_parties_resolution_id_city_id'), ['resolution_id', 'city_id'], unique=False)

    op.create_table('resolution_relations',
    sa.Column('newer_id', sa.String(length=64), nullable=False),
    sa.Column('older_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('similarity', sa.Float(), nullable=True),
    sa.Column('by', sa.Text(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['newer_id'], ['resolutions.id'], name=op.f('fk_resolution_relations_newer_id_resolutions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['older_id'], ['resolutions.id'], name=op.f('fk_resolution_relations_older_id_resolutions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('newer_id', 'older_id', name=op.f('pk_resolution_relations'))
    )
    with op.batch_alter_table('resolution_relations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resolution_relations_older_id'), ['older_id'], unique=False)


def downgrade() -> None:
    for table in ('follow_ups', 'resolution_relations', 'resolution_parties', 'resolutions', 'minutes_drafts', 'meetings'):
        op.drop_table(table)
    op.create_table('meetings',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('session_number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body_id', sa.String(length=64), nullable=True),
    sa.Column('host_city_id', sa.String(length=64), nullable=True),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('attendees', sa.JSON(), nullable=False),
    sa.Column('agenda', sa.JSON(), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['body_id'], ['bodies.id'], name=op.f('fk_meetings_body_id_bodies')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_meetings_document_id_documents'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['host_city_id'], ['cities.id'], name=op.f('fk_meetings_host_city_id_cities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings'))
    )
    with op.batch_alter_table('meetings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_meetings_body_id'), ['body_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_host_city_id'), ['host_city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_meetings_session_number'), ['session_number'], unique=False)
    op.create_table('resolutions',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('meeting_id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('working_group_id', sa.String(length=64), nullable=True),
    sa.Column('responsible', sa.JSON(), nullable=False),
    sa.Column('due_iso', sa.Date(), nullable=True),
    sa.Column('due_year', sa.Integer(), nullable=True),
    sa.Column('due_month', sa.Integer(), nullable=True),
    sa.Column('due_day', sa.Integer(), nullable=True),
    sa.Column('due_text', sa.Text(), nullable=True),
    sa.Column('horizon', sa.String(length=16), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_resolutions_meeting_id_meetings'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['working_group_id'], ['bodies.id'], name=op.f('fk_resolutions_working_group_id_bodies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resolutions')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_resolutions_meeting_id_number'))
    )
    with op.batch_alter_table('resolutions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resolutions_due_year'), ['due_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_horizon'), ['horizon'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resolutions_status'), ['status'], unique=False)
    op.create_table('follow_ups',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('resolution_id', sa.String(length=64), nullable=False),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(length=16), nullable=True),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolutions.id'], name=op.f('fk_follow_ups_resolution_id_resolutions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_ups'))
    )
    with op.batch_alter_table('follow_ups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_ups_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_ups_resolution_id'), ['resolution_id'], unique=False)
