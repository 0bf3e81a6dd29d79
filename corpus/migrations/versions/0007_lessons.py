"""lessons

Until this version nothing wrote lessons or needs, so the table of lessons is made anew and that of needs goes: standing
queries take its place.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('needs')
    op.drop_table('lessons')
    op.create_table('lessons',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('recommendation', sa.Text(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('polarity', sa.String(length=16), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('context', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('impact', sa.JSON(), nullable=False),
    sa.Column('project', sa.Text(), nullable=False),
    sa.Column('project_type', sa.Text(), nullable=False),
    sa.Column('phase', sa.Text(), nullable=False),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('working_group', sa.Text(), nullable=False),
    sa.Column('working_group_id', sa.String(length=64), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('contact_role', sa.Text(), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=True),
    sa.Column('superseded_by_id', sa.String(length=64), nullable=True),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_lessons_city_id_cities')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_lessons_document_id_documents'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['superseded_by_id'], ['lessons.id'], name=op.f('fk_lessons_superseded_by_id_lessons'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['working_group_id'], ['bodies.id'], name=op.f('fk_lessons_working_group_id_bodies')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lessons')),
    sa.UniqueConstraint('number', name=op.f('uq_lessons_number'))
    )
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lessons_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_published_at'), ['published_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_superseded_by_id'), ['superseded_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_working_group_id'), ['working_group_id'], unique=False)

    op.create_table('lesson_endorsements',
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_endorsements_lesson_id_lessons'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_lesson_endorsements_person_id_people'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lesson_id', 'person_id', name=op.f('pk_lesson_endorsements'))
    )
    op.create_table('lesson_files',
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_sha256'], ['files.sha256'], name=op.f('fk_lesson_files_file_sha256_files')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_files_lesson_id_lessons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lesson_id', 'file_sha256', name=op.f('pk_lesson_files'))
    )
    op.create_table('lesson_reads',
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_reads_lesson_id_lessons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lesson_id', 'day', name=op.f('pk_lesson_reads'))
    )
    op.create_table('lesson_uses',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('project', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_lesson_uses_city_id_cities')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_uses_lesson_id_lessons'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_lesson_uses_person_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_uses'))
    )
    with op.batch_alter_table('lesson_uses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_uses_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_uses_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_uses_lesson_id'), ['lesson_id'], unique=False)

    op.create_table('lesson_versions',
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_versions_lesson_id_lessons'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('lesson_id', 'rev', name=op.f('pk_lesson_versions'))
    )
    op.create_table('submissions',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('form', sa.JSON(), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('lesson_id', sa.String(length=64), nullable=True),
    sa.Column('reviewer_id', sa.String(length=64), nullable=True),
    sa.Column('target_date', sa.Date(), nullable=True),
    sa.Column('checklist', sa.JSON(), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_submissions_city_id_cities')),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_submissions_lesson_id_lessons'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_submissions_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['reviewer_id'], ['people.id'], name=op.f('fk_submissions_reviewer_id_people'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions'))
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submissions_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_lesson_id'), ['lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_reviewer_id'), ['reviewer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_updated_at'), ['updated_at'], unique=False)

    op.create_table('lesson_links',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('lesson_id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('resolution_id', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['lesson_id'], ['lessons.id'], name=op.f('fk_lesson_links_lesson_id_lessons'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['resolution_id'], ['resolutions.id'], name=op.f('fk_lesson_links_resolution_id_resolutions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_links'))
    )
    with op.batch_alter_table('lesson_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_links_lesson_id'), ['lesson_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lesson_links_resolution_id'), ['resolution_id'], unique=False)

    op.create_table('submission_events',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('submission_id', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_submission_events_person_id_people'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_submission_events_submission_id_submissions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission_events'))
    )
    with op.batch_alter_table('submission_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_events_submission_id'), ['submission_id'], unique=False)

    op.create_table('submission_files',
    sa.Column('submission_id', sa.String(length=64), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_sha256'], ['files.sha256'], name=op.f('fk_submission_files_file_sha256_files')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_submission_files_submission_id_submissions'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('submission_id', 'file_sha256', name=op.f('pk_submission_files'))
    )


def downgrade() -> None:
    op.drop_table('submission_files')
    with op.batch_alter_table('submission_events', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_events_submission_id'))

    op.drop_table('submission_events')
    with op.batch_alter_table('lesson_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_links_resolution_id'))
        batch_op.drop_index(batch_op.f('ix_lesson_links_lesson_id'))

    op.drop_table('lesson_links')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_updated_at'))
        batch_op.drop_index(batch_op.f('ix_submissions_state'))
        batch_op.drop_index(batch_op.f('ix_submissions_reviewer_id'))
        batch_op.drop_index(batch_op.f('ix_submissions_person_id'))
        batch_op.drop_index(batch_op.f('ix_submissions_lesson_id'))
        batch_op.drop_index(batch_op.f('ix_submissions_city_id'))

    op.drop_table('submissions')
    op.drop_table('lesson_versions')
    with op.batch_alter_table('lesson_uses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_uses_lesson_id'))
        batch_op.drop_index(batch_op.f('ix_lesson_uses_date_year'))
        batch_op.drop_index(batch_op.f('ix_lesson_uses_city_id'))

    op.drop_table('lesson_uses')
    op.drop_table('lesson_reads')
    op.drop_table('lesson_files')
    op.drop_table('lesson_endorsements')
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lessons_working_group_id'))
        batch_op.drop_index(batch_op.f('ix_lessons_superseded_by_id'))
        batch_op.drop_index(batch_op.f('ix_lessons_state'))
        batch_op.drop_index(batch_op.f('ix_lessons_published_at'))
        batch_op.drop_index(batch_op.f('ix_lessons_date_year'))
        batch_op.drop_index(batch_op.f('ix_lessons_city_id'))

    op.drop_table('lessons')
    op.create_table('lessons',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('recommendation', sa.Text(), nullable=False),
    sa.Column('rev', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('polarity', sa.String(length=16), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('context', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('impact', sa.JSON(), nullable=False),
    sa.Column('project', sa.Text(), nullable=False),
    sa.Column('project_type', sa.Text(), nullable=False),
    sa.Column('phase', sa.Text(), nullable=False),
    sa.Column('date_iso', sa.Date(), nullable=True),
    sa.Column('date_year', sa.Integer(), nullable=True),
    sa.Column('date_month', sa.Integer(), nullable=True),
    sa.Column('date_day', sa.Integer(), nullable=True),
    sa.Column('keywords', sa.JSON(), nullable=False),
    sa.Column('contact_role', sa.Text(), nullable=False),
    sa.Column('document_id', sa.String(length=64), nullable=True),
    sa.Column('visibility', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_lessons_city_id_cities')),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_lessons_document_id_documents'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lessons'))
    )
    with op.batch_alter_table('lessons', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lessons_city_id'), ['city_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_date_year'), ['date_year'], unique=False)
        batch_op.create_index(batch_op.f('ix_lessons_state'), ['state'], unique=False)

    op.create_table('needs',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('city_id', sa.String(length=64), nullable=True),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['city_id'], ['cities.id'], name=op.f('fk_needs_city_id_cities')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_needs'))
    )
    with op.batch_alter_table('needs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_needs_city_id'), ['city_id'], unique=False)
