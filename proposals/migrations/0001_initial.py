import commons.audit.at_once
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import proposals.models.picture
import proposals.models.proposal
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models


FUNCTIONS = """
CREATE FUNCTION proposals_config(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE left(language, 2)
        WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
        WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
        WHEN 'en' THEN 'pg_catalog.english'::regconfig
        ELSE 'pg_catalog.simple'::regconfig
    END
$$;

CREATE FUNCTION proposals_vector(language text, title text, what text, why text, for_whom text, place text)
RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector(proposals_config(language), title), 'A')
        || setweight(to_tsvector(proposals_config(language), what), 'B')
        || setweight(to_tsvector(proposals_config(language), why || ' ' || place), 'C')
        || setweight(to_tsvector(proposals_config(language), for_whom), 'D')
$$;

-- unaccent() is only STABLE, because its dictionary could be changed; with the dictionary named it may be kept.
CREATE FUNCTION proposals_plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT public.unaccent('public.unaccent'::regdictionary, lower(words))
$$;

-- Every word as the beginning of a word, in each of the languages: a reader may search in one that is not the text's.
CREATE FUNCTION proposals_query(words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT regexp_replace(
        (websearch_to_tsquery('pg_catalog.finnish', words) || websearch_to_tsquery('pg_catalog.swedish', words)
         || websearch_to_tsquery('pg_catalog.english', words) || websearch_to_tsquery('pg_catalog.simple', words))::text,
        $p$('(?:[^']|'')+')$p$, $r$\\1:*$r$, 'g')::tsquery
$$;
"""
DROP = """
DROP FUNCTION proposals_query(text);
DROP FUNCTION proposals_plain(text);
DROP FUNCTION proposals_vector(text, text, text, text, text, text);
DROP FUNCTION proposals_config(text);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('deliberation', '0001_initial'),
        ('followup', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
        ('process', '0001_initial'),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FUNCTIONS, DROP),
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Category',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, verbose_name='identifier')),
                    ('name_fi', models.CharField(blank=True, max_length=120, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=120, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name')),
                    ('description_fi', models.CharField(blank=True, max_length=300, verbose_name='what belongs here')),
                    ('description_sv', models.CharField(blank=True, max_length=300, verbose_name='what belongs here')),
                    ('description_en', models.CharField(blank=True, max_length=300, verbose_name='what belongs here')),
                    ('position', models.PositiveIntegerField(default=0, verbose_name='order in lists')),
                    ('cycle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='process.cycle', verbose_name='budget year')),
                ],
                options={
                    'verbose_name': 'category',
                    'verbose_name_plural': 'categories',
                    'ordering': ('position', 'pk'),
                    'constraints': [models.UniqueConstraint(fields=('cycle', 'slug'), name='category_slug_in_cycle', nulls_distinct=False)],
                },
            ), migrations.CreateModel(
                name='Proposal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                    ('what', models.TextField(blank=True, max_length=5000, verbose_name='what')),
                    ('why', models.TextField(blank=True, max_length=5000, verbose_name='why')),
                    ('for_whom', models.TextField(blank=True, max_length=5000, verbose_name='for whom')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                    ('place_name', models.CharField(blank=True, max_length=160, verbose_name='place')),
                    ('rough_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='rough cost')),
                    ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='cost')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn')], default='draft', max_length=14, verbose_name='state')),
                    ('public_id', models.CharField(blank=True, editable=False, max_length=80)),
                    ('public_reason', models.TextField(blank=True, max_length=5000, verbose_name='reason of the decision')),
                    ('outcome_reason', models.TextField(blank=True, max_length=5000, verbose_name='reason of the council')),
                    ('support_count', models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='supporters')),
                    ('draft_owner', models.CharField(blank=True, editable=False, max_length=64)),
                    ('key', models.UUIDField(editable=False, null=True, unique=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('submitted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('search', models.GeneratedField(db_persist=True, expression=proposals.models.proposal.SearchVector('language', 'title', 'what', 'why', 'for_whom', 'place_name'), output_field=django.contrib.postgres.search.SearchVectorField())),
                    ('title_plain', models.GeneratedField(db_persist=True, expression=proposals.models.proposal.Plain('title'), output_field=models.TextField())),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='places.area', verbose_name='area')),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to=settings.AUTH_USER_MODEL)),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='proposals.category', verbose_name='category')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='process.cycle', verbose_name='budget year')),
                    ('envelope', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='process.envelope', verbose_name='envelope')),
                    ('thread', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='deliberation.thread')),
                    ('track', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='followup.track')),
                ],
                options={
                    'verbose_name': 'proposal',
                    'verbose_name_plural': 'proposals',
                    'ordering': ('-pk',),
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='proposal_search'), django.contrib.postgres.indexes.GinIndex(fields=['title_plain'], name='proposal_title_trigrams', opclasses=['gin_trgm_ops']), models.Index(fields=['cycle', 'state'], name='proposal_in_cycle_by_state'), models.Index(condition=models.Q(('draft_owner', ''), _negated=True), fields=['draft_owner'], name='proposal_draft_owner')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'returned', 'on_ballot', 'not_feasible', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled', 'withdrawn'])), name='proposal_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='proposal_point_on_earth'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('title', ''), _negated=True), _connector='OR'), name='proposal_has_title'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('on_ballot', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled')), _negated=True), models.Q(('cost__isnull', False), ('envelope__isnull', False)), _connector='OR'), name='proposal_on_ballot_has_cost_and_envelope'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_feasible'), _negated=True), models.Q(('public_reason', ''), _negated=True), _connector='OR'), name='proposal_refusal_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('dropped', 'cancelled')), _negated=True), models.Q(('outcome_reason', ''), _negated=True), _connector='OR'), name='proposal_drop_has_reason'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gt', 0), _connector='OR'), name='proposal_cost_positive'), models.CheckConstraint(condition=models.Q(('rough_cost__isnull', True), ('rough_cost__gt', 0), _connector='OR'), name='proposal_rough_cost_positive'), models.CheckConstraint(condition=models.Q(('draft_owner', ''), models.Q(('author__isnull', True), ('state', 'draft')), _connector='OR'), name='proposal_draft_owner_only_of_drafts'), models.UniqueConstraint(condition=models.Q(('public_id', ''), _negated=True), fields=('cycle', 'public_id'), name='proposal_public_id_in_cycle')],
                    'triggers': [pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,submitted:in_review,submitted:returned,submitted:withdrawn,in_review:submitted,in_review:returned,in_review:on_ballot,in_review:not_feasible,in_review:withdrawn,returned:submitted,returned:in_review,returned:not_feasible,returned:withdrawn,not_feasible:in_review,on_ballot:in_review,on_ballot:funded,on_ballot:not_funded,funded:not_funded,not_funded:funded,funded:confirmed,funded:dropped,not_funded:confirmed,confirmed:dropped,dropped:confirmed,confirmed:planned,confirmed:under_way,confirmed:cancelled,planned:under_way,planned:cancelled,under_way:done,under_way:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='e15d3dd44f6f0dbc9f339ac1f155b187534eb076', operation='UPDATE', pgid='pgtrigger_moves_062ce', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='text_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state NOT IN ('draft', 'returned') AND ROW(OLD.title, OLD.what, OLD.why, OLD.for_whom, OLD.language) IS DISTINCT FROM ROW(NEW.title, NEW.what, NEW.why, NEW.for_whom, NEW.language))", func="RAISE EXCEPTION 'The text of a submitted proposal is frozen.' USING ERRCODE = 'check_violation';", hash='4db3fb80e06fb65354781dbde7dee0a7b407e4b5', operation='UPDATE OF "title", "what", "why", "for_whom", "language"', pgid='pgtrigger_text_frozen_28753', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='same_cycle', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.category_id IS NOT NULL OR NEW.envelope_id IS NOT NULL)', func="\n                IF EXISTS (\n                    SELECT FROM proposals_category WHERE id = NEW.category_id AND cycle_id <> NEW.cycle_id\n                ) OR EXISTS (\n                    SELECT FROM process_envelope WHERE id = NEW.envelope_id AND cycle_id <> NEW.cycle_id\n                ) THEN\n                    RAISE EXCEPTION 'Category or envelope of another cycle.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='d3e6562e5d29d0b6be91a40aec37e04d89a5432b', operation='INSERT OR UPDATE OF "cycle_id", "category_id", "envelope_id"', pgid='pgtrigger_same_cycle_be776', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft')", func="RAISE EXCEPTION 'A submitted proposal is never deleted.' USING ERRCODE = 'check_violation';", hash='46d2b2d5d10f6d157c9ae08d6679f2a948dd6918', operation='DELETE', pgid='pgtrigger_never_deleted_38cfe', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'draft')", func='INSERT INTO "proposals_proposalevent" ("area_id", "category_id", "cost", "envelope_id", "for_whom", "language", "latitude", "longitude", "outcome_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "public_reason", "rough_cost", "state", "title", "what", "why") VALUES (NEW."area_id", NEW."category_id", NEW."cost", NEW."envelope_id", NEW."for_whom", NEW."language", NEW."latitude", NEW."longitude", NEW."outcome_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_name", NEW."public_reason", NEW."rough_cost", NEW."state", NEW."title", NEW."what", NEW."why"); RETURN NULL;', hash='38a4945047defe5397c0468ece34275850bee7f7', operation='INSERT', pgid='pgtrigger_insert_insert_25461', table='proposals_proposal', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'draft' AND ROW(OLD.title, OLD.what, OLD.why, OLD.for_whom, OLD.language, OLD.state, OLD.category_id, OLD.area_id, OLD.latitude, OLD.longitude, OLD.place_name, OLD.rough_cost, OLD.cost, OLD.envelope_id, OLD.public_reason, OLD.outcome_reason) IS DISTINCT FROM ROW(NEW.title, NEW.what, NEW.why, NEW.for_whom, NEW.language, NEW.state, NEW.category_id, NEW.area_id, NEW.latitude, NEW.longitude, NEW.place_name, NEW.rough_cost, NEW.cost, NEW.envelope_id, NEW.public_reason, NEW.outcome_reason))", func='INSERT INTO "proposals_proposalevent" ("area_id", "category_id", "cost", "envelope_id", "for_whom", "language", "latitude", "longitude", "outcome_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "public_reason", "rough_cost", "state", "title", "what", "why") VALUES (NEW."area_id", NEW."category_id", NEW."cost", NEW."envelope_id", NEW."for_whom", NEW."language", NEW."latitude", NEW."longitude", NEW."outcome_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_name", NEW."public_reason", NEW."rough_cost", NEW."state", NEW."title", NEW."what", NEW."why"); RETURN NULL;', hash='70eef19a387e4a5e7274c594b8af565e08a83a82', operation='UPDATE', pgid='pgtrigger_update_update_e91a6', table='proposals_proposal', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('received', 'We received your proposal'), ('returned', 'Please complete your proposal'), ('on_ballot', 'Your proposal is on the ballot'), ('not_feasible', 'Your proposal cannot be carried out')], max_length=14)),
                    ('language', models.CharField(max_length=2)),
                    ('subject', models.CharField(max_length=200)),
                    ('body', models.TextField()),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('sent_at', models.DateTimeField(editable=False, null=True)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'letter',
                    'verbose_name_plural': 'letters',
                    'ordering': ('created_at', 'pk'),
                },
            ), migrations.CreateModel(
                name='Picture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('image', models.ImageField(max_length=120, upload_to=proposals.models.picture.picture_path, verbose_name='picture')),
                    ('small', models.ImageField(max_length=120, upload_to=proposals.models.picture.small_path)),
                    ('alt', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('width', models.PositiveIntegerField(editable=False)),
                    ('height', models.PositiveIntegerField(editable=False)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('key', models.UUIDField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'picture',
                    'verbose_name_plural': 'pictures',
                    'ordering': ('proposal', 'position'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('position__range', (1, 5))), name='picture_at_most_five'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('proposal', 'position'), name='picture_one_a_place'), models.UniqueConstraint(fields=('proposal', 'key'), name='picture_sent_once')],
                },
            ), migrations.CreateModel(
                name='ProposalEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                    ('what', models.TextField(blank=True, max_length=5000, verbose_name='what')),
                    ('why', models.TextField(blank=True, max_length=5000, verbose_name='why')),
                    ('for_whom', models.TextField(blank=True, max_length=5000, verbose_name='for whom')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn')], default='draft', max_length=14, verbose_name='state')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                    ('place_name', models.CharField(blank=True, max_length=160, verbose_name='place')),
                    ('rough_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='rough cost')),
                    ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='cost')),
                    ('public_reason', models.TextField(blank=True, max_length=5000, verbose_name='reason of the decision')),
                    ('outcome_reason', models.TextField(blank=True, max_length=5000, verbose_name='reason of the council')),
                    ('area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.area', verbose_name='area')),
                    ('category', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.category', verbose_name='category')),
                    ('envelope', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.envelope', verbose_name='envelope')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7c562075db5579e33a7ce747a41ab7a3fedb757', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_03e70', table='proposals_proposalevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Remark',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=5000, verbose_name='internal remark')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'internal remark',
                    'verbose_name_plural': 'internal remarks',
                    'ordering': ('created_at', 'pk'),
                },
            ), migrations.CreateModel(
                name='Review',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('assigned_at', models.DateTimeField(editable=False, null=True)),
                    ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                    ('feasibility', models.CharField(choices=[('open', 'Not decided yet'), ('feasible', 'Feasible'), ('not_feasible', 'Not feasible')], default='open', max_length=12, verbose_name='feasibility')),
                    ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='cost')),
                    ('reason', models.TextField(blank=True, max_length=5000, verbose_name='public reason')),
                    ('request', models.TextField(blank=True, max_length=5000, verbose_name='what to complete')),
                    ('request_until', models.DateField(blank=True, null=True, verbose_name='complete it by')),
                    ('finished_at', models.DateTimeField(editable=False, null=True)),
                    ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('assigned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='review', to='proposals.proposal')),
                    ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reviews', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'verbose_name': 'review',
                    'verbose_name_plural': 'reviews',
                    'constraints': [models.CheckConstraint(condition=models.Q(('feasibility__in', ['open', 'feasible', 'not_feasible'])), name='review_finding_known'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gt', 0), _connector='OR'), name='review_cost_positive')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.reviewer_id IS NOT NULL)', func='INSERT INTO "proposals_reviewevent" ("due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id") VALUES (NEW."due", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reviewer_id"); RETURN NULL;', hash='d238541eb3b7e1a99542cbff04d5d9ca6e9df756', operation='INSERT', pgid='pgtrigger_insert_insert_c2c7f', table='proposals_review', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id"))', func='INSERT INTO "proposals_reviewevent" ("due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer_id") VALUES (NEW."due", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reviewer_id"); RETURN NULL;', hash='bc4b336ae8622d459e1665a0612a8869aa84382d', operation='UPDATE', pgid='pgtrigger_update_update_f5fa7', table='proposals_review', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Support',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='proposals.proposal')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'user'), name='support_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='count_up', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE proposals_proposal SET support_count = support_count + sums.n\n                FROM (SELECT proposal_id, count(*) AS n FROM added GROUP BY proposal_id ORDER BY proposal_id)\n                AS sums WHERE proposals_proposal.id = sums.proposal_id;\n                RETURN NULL;\n                ', hash='a945be632823a1aea2281bb13832ff07e11f3ef1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_count_up_bfcbd', referencing='REFERENCING NEW TABLE AS added ', table='proposals_support', when='AFTER')), pgtrigger.compiler.Trigger(name='count_down', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE proposals_proposal SET support_count = support_count - sums.n\n                FROM (SELECT proposal_id, count(*) AS n FROM gone GROUP BY proposal_id ORDER BY proposal_id)\n                AS sums WHERE proposals_proposal.id = sums.proposal_id;\n                RETURN NULL;\n                ', hash='e2c959c43affb4f077eae08cc59b05d35157689f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_count_down_06c64', referencing='REFERENCING OLD TABLE AS gone ', table='proposals_support', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='ReviewEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reviewer_due_events', to='proposals.review')),
                    ('reviewer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cea19deda2287dcdf631a48799d21aae2fdfe6d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a3247', table='proposals_reviewevent', when='BEFORE'))],
                },
            )],
        ),
    ]
