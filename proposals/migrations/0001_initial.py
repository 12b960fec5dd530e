import commons.audit.at_once
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import proposals.models.picture
import proposals.models.proposal
import proposals.models.work_plan
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
                name='LedgerFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.CharField(max_length=40, verbose_name='ledger')),
                    ('file_name', models.CharField(max_length=120, verbose_name='file')),
                    ('digest', models.CharField(max_length=64)),
                    ('encoding', models.CharField(blank=True, max_length=20)),
                    ('state', models.CharField(choices=[('refused', 'Refused'), ('checked', 'Looked at, not taken in'), ('taken', 'Taken in'), ('undone', 'Undone')], max_length=8, verbose_name='state')),
                    ('lines', models.PositiveIntegerField(default=0, verbose_name='lines')),
                    ('added', models.PositiveIntegerField(default=0, verbose_name='new')),
                    ('unchanged', models.PositiveIntegerField(default=0, verbose_name='there already')),
                    ('report', models.JSONField(default=dict)),
                    ('rows', models.JSONField(default=list)),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'file from the ledger',
                    'verbose_name_plural': 'files from the ledger',
                    'ordering': ('-pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['refused', 'checked', 'taken', 'undone'])), name='ledger_file_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='ledger_undone_has_reason')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_ledgerfileevent" ("added", "file_name", "lines", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source", "state", "unchanged") VALUES (NEW."added", NEW."file_name", NEW."lines", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."source", NEW."state", NEW."unchanged"); RETURN NULL;', hash='847c59840e81759bd8fe6f501cf9e053fb079537', operation='INSERT', pgid='pgtrigger_insert_insert_720f9', table='proposals_ledgerfile', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."lines" IS DISTINCT FROM (NEW."lines") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."unchanged" IS DISTINCT FROM (NEW."unchanged"))', func='INSERT INTO "proposals_ledgerfileevent" ("added", "file_name", "lines", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source", "state", "unchanged") VALUES (NEW."added", NEW."file_name", NEW."lines", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."source", NEW."state", NEW."unchanged"); RETURN NULL;', hash='850524891fbdd872a37293d119d10d7c686a0270', operation='UPDATE', pgid='pgtrigger_update_update_8814b', table='proposals_ledgerfile', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='LedgerFileEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('state', models.CharField(choices=[('refused', 'Refused'), ('checked', 'Looked at, not taken in'), ('taken', 'Taken in'), ('undone', 'Undone')], max_length=8, verbose_name='state')),
                    ('file_name', models.CharField(max_length=120, verbose_name='file')),
                    ('source', models.CharField(max_length=40, verbose_name='ledger')),
                    ('lines', models.PositiveIntegerField(default=0, verbose_name='lines')),
                    ('added', models.PositiveIntegerField(default=0, verbose_name='new')),
                    ('unchanged', models.PositiveIntegerField(default=0, verbose_name='there already')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.ledgerfile')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='38b92d514b16a7ad2b5a89d0638742a49f1b7f71', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ab88d', table='proposals_ledgerfileevent', when='BEFORE'))],
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
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another')], default='draft', max_length=14, verbose_name='state')),
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
                    ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='proposals.proposal')),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, editable=False, max_length=16, verbose_name='why it was hidden')),
                ],
                options={
                    'verbose_name': 'proposal',
                    'verbose_name_plural': 'proposals',
                    'ordering': ('-pk',),
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search'], name='proposal_search'), django.contrib.postgres.indexes.GinIndex(fields=['title_plain'], name='proposal_title_trigrams', opclasses=['gin_trgm_ops']), models.Index(fields=['cycle', 'state'], name='proposal_in_cycle_by_state'), models.Index(condition=models.Q(('draft_owner', ''), _negated=True), fields=['draft_owner'], name='proposal_draft_owner')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='proposal_point_on_earth'), models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('title', ''), _negated=True), _connector='OR'), name='proposal_has_title'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('on_ballot', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled')), _negated=True), models.Q(('cost__isnull', False), ('envelope__isnull', False)), _connector='OR'), name='proposal_on_ballot_has_cost_and_envelope'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_feasible'), _negated=True), models.Q(('public_reason', ''), _negated=True), _connector='OR'), name='proposal_refusal_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('dropped', 'cancelled')), _negated=True), models.Q(('outcome_reason', ''), _negated=True), _connector='OR'), name='proposal_drop_has_reason'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gt', 0), _connector='OR'), name='proposal_cost_positive'), models.CheckConstraint(condition=models.Q(('rough_cost__isnull', True), ('rough_cost__gt', 0), _connector='OR'), name='proposal_rough_cost_positive'), models.CheckConstraint(condition=models.Q(('draft_owner', ''), models.Q(('author__isnull', True), ('state', 'draft')), _connector='OR'), name='proposal_draft_owner_only_of_drafts'), models.UniqueConstraint(condition=models.Q(('public_id', ''), _negated=True), fields=('cycle', 'public_id'), name='proposal_public_id_in_cycle'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'returned', 'on_ballot', 'not_feasible', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled', 'withdrawn', 'merged'])), name='proposal_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='proposal_merged_says_into_what'), models.CheckConstraint(condition=models.Q(('hidden_at', None), models.Q(('state__in', ('on_ballot', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled')), _negated=True), _connector='OR'), name='proposal_hidden_not_on_ballot'), models.CheckConstraint(condition=models.Q(('hidden_at', None), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='proposal_hidden_has_reason')],
                    'triggers': [pgtrigger.compiler.Trigger(name='text_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state NOT IN ('draft', 'returned') AND ROW(OLD.title, OLD.what, OLD.why, OLD.for_whom, OLD.language) IS DISTINCT FROM ROW(NEW.title, NEW.what, NEW.why, NEW.for_whom, NEW.language))", func="RAISE EXCEPTION 'The text of a submitted proposal is frozen.' USING ERRCODE = 'check_violation';", hash='4db3fb80e06fb65354781dbde7dee0a7b407e4b5', operation='UPDATE OF "title", "what", "why", "for_whom", "language"', pgid='pgtrigger_text_frozen_28753', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='same_cycle', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.category_id IS NOT NULL OR NEW.envelope_id IS NOT NULL)', func="\n                IF EXISTS (\n                    SELECT FROM proposals_category WHERE id = NEW.category_id AND cycle_id <> NEW.cycle_id\n                ) OR EXISTS (\n                    SELECT FROM process_envelope WHERE id = NEW.envelope_id AND cycle_id <> NEW.cycle_id\n                ) THEN\n                    RAISE EXCEPTION 'Category or envelope of another cycle.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='d3e6562e5d29d0b6be91a40aec37e04d89a5432b', operation='INSERT OR UPDATE OF "cycle_id", "category_id", "envelope_id"', pgid='pgtrigger_same_cycle_be776', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state <> 'draft')", func="RAISE EXCEPTION 'A submitted proposal is never deleted.' USING ERRCODE = 'check_violation';", hash='46d2b2d5d10f6d157c9ae08d6679f2a948dd6918', operation='DELETE', pgid='pgtrigger_never_deleted_38cfe', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'draft')", func='INSERT INTO "proposals_proposalevent" ("area_id", "category_id", "cost", "envelope_id", "for_whom", "language", "latitude", "longitude", "outcome_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "public_reason", "rough_cost", "state", "title", "what", "why") VALUES (NEW."area_id", NEW."category_id", NEW."cost", NEW."envelope_id", NEW."for_whom", NEW."language", NEW."latitude", NEW."longitude", NEW."outcome_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_name", NEW."public_reason", NEW."rough_cost", NEW."state", NEW."title", NEW."what", NEW."why"); RETURN NULL;', hash='38a4945047defe5397c0468ece34275850bee7f7', operation='INSERT', pgid='pgtrigger_insert_insert_25461', table='proposals_proposal', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'draft' AND ROW(OLD.title, OLD.what, OLD.why, OLD.for_whom, OLD.language, OLD.state, OLD.category_id, OLD.area_id, OLD.latitude, OLD.longitude, OLD.place_name, OLD.rough_cost, OLD.cost, OLD.envelope_id, OLD.public_reason, OLD.outcome_reason) IS DISTINCT FROM ROW(NEW.title, NEW.what, NEW.why, NEW.for_whom, NEW.language, NEW.state, NEW.category_id, NEW.area_id, NEW.latitude, NEW.longitude, NEW.place_name, NEW.rough_cost, NEW.cost, NEW.envelope_id, NEW.public_reason, NEW.outcome_reason))", func='INSERT INTO "proposals_proposalevent" ("area_id", "category_id", "cost", "envelope_id", "for_whom", "language", "latitude", "longitude", "outcome_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_name", "public_reason", "rough_cost", "state", "title", "what", "why") VALUES (NEW."area_id", NEW."category_id", NEW."cost", NEW."envelope_id", NEW."for_whom", NEW."language", NEW."latitude", NEW."longitude", NEW."outcome_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_name", NEW."public_reason", NEW."rough_cost", NEW."state", NEW."title", NEW."what", NEW."why"); RETURN NULL;', hash='70eef19a387e4a5e7274c594b8af565e08a83a82', operation='UPDATE', pgid='pgtrigger_update_update_e91a6', table='proposals_proposal', when='AFTER')), pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,submitted:in_review,submitted:returned,submitted:withdrawn,submitted:merged,in_review:merged,returned:merged,merged:submitted,merged:in_review,merged:returned,in_review:submitted,in_review:returned,in_review:on_ballot,in_review:not_feasible,in_review:withdrawn,returned:submitted,returned:in_review,returned:not_feasible,returned:withdrawn,not_feasible:in_review,on_ballot:in_review,on_ballot:funded,on_ballot:not_funded,funded:not_funded,not_funded:funded,funded:confirmed,funded:dropped,not_funded:confirmed,confirmed:dropped,dropped:confirmed,confirmed:planned,confirmed:under_way,confirmed:cancelled,planned:under_way,planned:cancelled,under_way:done,under_way:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='7a0881c44dd1ad3274be8d2cdcbd445ccfc19e1c', operation='UPDATE', pgid='pgtrigger_moves_062ce', table='proposals_proposal', when='BEFORE')), pgtrigger.compiler.Trigger(name='merged_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.merged_into_id IS NOT NULL)', func="\n                IF NEW.merged_into_id = NEW.id OR NOT EXISTS (\n                    SELECT FROM proposals_proposal\n                    WHERE id = NEW.merged_into_id AND cycle_id = NEW.cycle_id AND merged_into_id IS NULL\n                ) OR EXISTS (SELECT FROM proposals_proposal WHERE merged_into_id = NEW.id) THEN\n                    RAISE EXCEPTION 'Merged into itself, another cycle, or a chain.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='39dbebe1354830cc7eef03c8b6682d16b560947d', operation='INSERT OR UPDATE OF "merged_into_id"', pgid='pgtrigger_merged_once_aec86', table='proposals_proposal', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='ReviewStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('formal', 'Formal check'), ('substantive', 'Substantive check'), ('decision', 'Decision')], max_length=12, verbose_name='step')),
                    ('days', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)], verbose_name='working days')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='proposals.category', verbose_name='category')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_steps', to='process.cycle')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.service', verbose_name='department')),
                ],
                options={
                    'verbose_name': 'review step',
                    'verbose_name_plural': 'review steps',
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['formal', 'substantive', 'decision'])), name='review_step_known'), models.CheckConstraint(condition=models.Q(('days__range', (1, 250))), name='review_step_days_sane'), models.UniqueConstraint(fields=('cycle', 'category', 'kind'), name='review_step_once', nulls_distinct=False)],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_reviewstepevent" ("category_id", "cycle_id", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (NEW."category_id", NEW."cycle_id", NEW."days", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."service_id"); RETURN NULL;', hash='a4e419cde08d3c87693c0d294aaa48f9cb8279ba', operation='INSERT', pgid='pgtrigger_insert_insert_e4363', table='proposals_reviewstep', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "proposals_reviewstepevent" ("category_id", "cycle_id", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (NEW."category_id", NEW."cycle_id", NEW."days", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."service_id"); RETURN NULL;', hash='f615b5686cc48efb606caf1164dfb4db68965b99', operation='UPDATE', pgid='pgtrigger_update_update_d7eb5', table='proposals_reviewstep', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_reviewstepevent" ("category_id", "cycle_id", "days", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "service_id") VALUES (OLD."category_id", OLD."cycle_id", OLD."days", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."service_id"); RETURN NULL;', hash='3fca2d62183e68e80b431ae71e371d8d605f22c8', operation='DELETE', pgid='pgtrigger_delete_delete_3344a', table='proposals_reviewstep', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Booking',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('ordered', 'Ordered'), ('paid', 'Paid')], default='paid', max_length=8, verbose_name='kind')),
                    ('source', models.CharField(max_length=40, verbose_name='ledger')),
                    ('voucher', models.CharField(max_length=60, verbose_name='voucher')),
                    ('date', models.DateField(verbose_name='date')),
                    ('account', models.CharField(max_length=80, verbose_name='account')),
                    ('supplier', models.CharField(blank=True, max_length=160, verbose_name='supplier')),
                    ('text', models.CharField(blank=True, max_length=300, verbose_name='explanation')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='proposals.proposal')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='proposals.ledgerfile')),
                ],
                options={
                    'verbose_name': 'booking',
                    'verbose_name_plural': 'bookings',
                    'ordering': ('date', 'pk'),
                    'indexes': [models.Index(fields=['proposal', 'date'], name='booking_of_project')],
                    'constraints': [models.UniqueConstraint(fields=('source', 'voucher'), name='booking_voucher_once_a_source'), models.CheckConstraint(condition=models.Q(('kind__in', ['ordered', 'paid'])), name='booking_kind_known'), models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='booking_amount_not_zero'), models.CheckConstraint(condition=models.Q(('voucher', ''), _negated=True), name='booking_has_voucher')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "source", "text", "voucher") VALUES (NEW."account", NEW."amount", NEW."date", NEW."file_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."source", NEW."text", NEW."voucher"); RETURN NULL;', hash='31df82b19d045006856ffa221c9d768b2b4ffc4c', operation='INSERT', pgid='pgtrigger_insert_insert_8164b', table='proposals_booking', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account" IS DISTINCT FROM (NEW."account") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."voucher" IS DISTINCT FROM (NEW."voucher"))', func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "source", "text", "voucher") VALUES (NEW."account", NEW."amount", NEW."date", NEW."file_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."source", NEW."text", NEW."voucher"); RETURN NULL;', hash='aa7929c689064dc809a735c0290a8a2b057b0599', operation='UPDATE', pgid='pgtrigger_update_update_75ed9', table='proposals_booking', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "source", "text", "voucher") VALUES (OLD."account", OLD."amount", OLD."date", OLD."file_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id", OLD."source", OLD."text", OLD."voucher"); RETURN NULL;', hash='43da818206ba7ff5bef196e5aa65a61bc91871aa', operation='DELETE', pgid='pgtrigger_delete_delete_6d8ff', table='proposals_booking', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='BudgetLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='what for')),
                    ('account', models.CharField(blank=True, max_length=80, verbose_name='account')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='budget_lines', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'budget line',
                    'verbose_name_plural': 'budget lines',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='budget_line_positive'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='budget_line_named')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_budgetlineevent" ("account", "amount", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."account", NEW."amount", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id"); RETURN NULL;', hash='fe1d4d8d826a5216f883fa23656027ca213c11a3', operation='INSERT', pgid='pgtrigger_insert_insert_a2f3d', table='proposals_budgetline', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "proposals_budgetlineevent" ("account", "amount", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."account", NEW."amount", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id"); RETURN NULL;', hash='644a941ca45603daaf13597b9064e161967ba785', operation='UPDATE', pgid='pgtrigger_update_update_749bf', table='proposals_budgetline', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_budgetlineevent" ("account", "amount", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (OLD."account", OLD."amount", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id"); RETURN NULL;', hash='b30ee5dedaa5185da0c9abb8c76f4b844d4e3ab7', operation='DELETE', pgid='pgtrigger_delete_delete_14043', table='proposals_budgetline', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='CoAuthor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='mail address')),
                    ('state', models.CharField(choices=[('invited', 'Invited'), ('accepted', 'Writes with you'), ('declined', 'Declined'), ('ended', 'Ended')], default='invited', max_length=8, verbose_name='state')),
                    ('invited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='co_authors', to='proposals.proposal')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='co_authored', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'co-author',
                    'verbose_name_plural': 'co-authors',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'accepted', 'declined', 'ended'])), name='co_author_state_known'), models.CheckConstraint(condition=models.Q(('state', 'invited'), ('email', ''), _connector='OR'), name='co_author_email_only_while_asked'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), ('user__isnull', False), _connector='OR'), name='co_author_is_somebody'), models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('proposal', 'user'), name='co_author_once'), models.UniqueConstraint(condition=models.Q(('state', 'invited')), fields=('proposal', 'email'), name='co_author_invited_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_coauthorevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "state") VALUES (_pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."state"); RETURN NULL;', hash='0c87bb9cc7bd2f70a8ccb5e04ca742d5c016f131', operation='INSERT', pgid='pgtrigger_insert_insert_cf65b', table='proposals_coauthor', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "proposals_coauthorevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "state") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."state"); RETURN NULL;', hash='7ee41d11c358fc17922df67bb6289b2589d0c7b4', operation='UPDATE', pgid='pgtrigger_update_update_bc6d7', table='proposals_coauthor', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('as_promised', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6, verbose_name='Did it become what was promised?')),
                    ('in_use', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6, verbose_name='Do you use it, or does somebody near you?')),
                    ('worth_it', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No')], max_length=6, verbose_name='Was the money well spent?')),
                    ('text', models.TextField(blank=True, max_length=1000, verbose_name='What would you tell the town?')),
                    ('key', models.UUIDField(editable=False, unique=True)),
                    ('day', models.DateField(default=django.utils.timezone.localdate, editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'evaluation',
                    'verbose_name_plural': 'evaluations',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('as_promised__in', ['yes', 'partly', 'no']), ('in_use__in', ['yes', 'partly', 'no']), ('worth_it__in', ['yes', 'partly', 'no'])), name='evaluation_answers_known')],
                },
            ), migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('received', 'We received your proposal'), ('returned', 'Please complete your proposal'), ('reminder', 'Your time to complete your proposal is nearly over'), ('extended', 'You have more time to complete your proposal'), ('goes_on', 'The review of your proposal goes on'), ('appealed', 'We received your appeal'), ('upheld', 'Your appeal was decided: the decision stays'), ('on_ballot', 'Your proposal is on the ballot'), ('not_feasible', 'Your proposal cannot be carried out')], max_length=14)),
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
                name='MergePlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=2000, verbose_name='why they belong together')),
                    ('state', models.CharField(choices=[('asking', 'The authors are asked'), ('carried_out', 'Merged'), ('called_off', 'Called off'), ('undone', 'Undone')], default='asking', max_length=12, verbose_name='state')),
                    ('answer_until', models.DateTimeField(verbose_name='answers until')),
                    ('carried_out_at', models.DateTimeField(editable=False, null=True)),
                    ('undo_until', models.DateTimeField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merge_plans', to='proposals.proposal')),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'plan for merging',
                    'verbose_name_plural': 'plans for merging',
                    'ordering': ('-pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asking', 'carried_out', 'called_off', 'undone'])), name='merge_plan_state_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='merge_plan_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'carried_out'), _negated=True), models.Q(('carried_out_at__isnull', False), ('undo_until__isnull', False)), _connector='OR'), name='merge_plan_carried_out_has_times')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_mergeplanevent" ("answer_until", "lead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."answer_until", NEW."lead_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;', hash='adbfd2af7a047b541c420b0a115249453135195b', operation='INSERT', pgid='pgtrigger_insert_insert_19ba7', table='proposals_mergeplan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "proposals_mergeplanevent" ("answer_until", "lead_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state") VALUES (NEW."answer_until", NEW."lead_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state"); RETURN NULL;', hash='46de285916f9757d393339a2cb7ac9510d4f08f9', operation='UPDATE', pgid='pgtrigger_update_update_a3aec', table='proposals_mergeplan', when='AFTER'))],
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
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, editable=False, max_length=16, verbose_name='why it was hidden')),
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
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another')], default='draft', max_length=14, verbose_name='state')),
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
                    ('escalated_at', models.DateTimeField(editable=False, null=True)),
                    ('contingency', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='contingency, %')),
                    ('cost_source', models.CharField(blank=True, max_length=300, verbose_name='source of the estimate')),
                    ('extension_reason', models.TextField(blank=True, max_length=5000, verbose_name='reason for more time')),
                    ('reminded_at', models.DateTimeField(editable=False, null=True)),
                    ('request_outcome', models.CharField(choices=[('close', 'It is closed as not completed'), ('go_on', 'The review goes on with what there is')], default='close', max_length=8, verbose_name='what happens otherwise')),
                    ('upkeep', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='upkeep a year')),
                ],
                options={
                    'verbose_name': 'review',
                    'verbose_name_plural': 'reviews',
                    'constraints': [models.CheckConstraint(condition=models.Q(('feasibility__in', ['open', 'feasible', 'not_feasible'])), name='review_finding_known'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gt', 0), _connector='OR'), name='review_cost_positive'), models.CheckConstraint(condition=models.Q(('request_outcome__in', ['close', 'go_on'])), name='review_lapse_known'), models.CheckConstraint(condition=models.Q(('contingency__range', (0, 100))), name='review_contingency_sane'), models.CheckConstraint(condition=models.Q(('upkeep__isnull', True), ('upkeep__gte', 0), _connector='OR'), name='review_upkeep_not_negative')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.reviewer_id IS NOT NULL)', func='INSERT INTO "proposals_reviewevent" ("due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_until", "reviewer_id") VALUES (NEW."due", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."request_until", NEW."reviewer_id"); RETURN NULL;', hash='996738587bb7f1efcf6d495342a6ae8a45a2517f', operation='INSERT', pgid='pgtrigger_insert_insert_c2c7f', table='proposals_review', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."request_until" IS DISTINCT FROM (NEW."request_until") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id"))', func='INSERT INTO "proposals_reviewevent" ("due", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "request_until", "reviewer_id") VALUES (NEW."due", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."request_until", NEW."reviewer_id"); RETURN NULL;', hash='7e21d86c000784f145a4b30ba164d2c0ced75cd3', operation='UPDATE', pgid='pgtrigger_update_update_f5fa7', table='proposals_review', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='ReviewQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=5000, verbose_name='question')),
                    ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answer', models.TextField(blank=True, max_length=5000, verbose_name='answer')),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('mailed_at', models.DateTimeField(editable=False, null=True)),
                    ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_questions', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'question between officials',
                    'verbose_name_plural': 'questions between officials',
                    'ordering': ('asked_at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='review_question_answer_has_time')],
                },
            ), migrations.CreateModel(
                name='ReviewStepEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('formal', 'Formal check'), ('substantive', 'Substantive check'), ('decision', 'Decision')], max_length=12, verbose_name='step')),
                    ('days', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)], verbose_name='working days')),
                    ('category', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.category', verbose_name='category')),
                    ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.cycle')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='proposals.reviewstep')),
                    ('service', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.service', verbose_name='department')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='600a24d7afde10d2fa2d7e0240e1e2722c682f05', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_71e71', table='proposals_reviewstepevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='ReviewTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('formal', 'Formal check'), ('substantive', 'Substantive check'), ('decision', 'Decision')], max_length=12, verbose_name='step')),
                    ('due', models.DateField(verbose_name='due')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('paused', 'Waits for the author'), ('done', 'Done'), ('dropped', 'No longer needed')], default='open', max_length=8, verbose_name='state')),
                    ('passed', models.BooleanField(null=True, verbose_name='passed')),
                    ('note', models.TextField(blank=True, max_length=5000, verbose_name='internal note')),
                    ('opened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('done_at', models.DateTimeField(editable=False, null=True)),
                    ('escalated_at', models.DateTimeField(editable=False, null=True)),
                    ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='review_tasks', to='proposals.proposal')),
                    ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='review_tasks', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.service', verbose_name='department')),
                ],
                options={
                    'verbose_name': 'review task',
                    'verbose_name_plural': 'review tasks',
                    'ordering': ('opened_at', 'pk'),
                    'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['due'], name='review_task_open_by_due')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['formal', 'substantive', 'decision'])), name='review_task_step_known'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'paused', 'done', 'dropped'])), name='review_task_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('passed__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True), ('passed__isnull', True)), _connector='OR'), name='review_task_done_has_finding'), models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'paused'))), fields=('proposal', 'kind', 'service', 'reviewer'), name='review_task_given_once', nulls_distinct=False)],
                    'triggers': [pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:paused,paused:open,open:done,open:dropped,paused:dropped}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cd12e3ccad2598fae13f000642bf1742844e160b', operation='UPDATE', pgid='pgtrigger_moves_1f4fb', table='proposals_reviewtask', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_reviewtaskevent" ("due", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reviewer_id", "service_id", "state") VALUES (NEW."due", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."reviewer_id", NEW."service_id", NEW."state"); RETURN NULL;', hash='718a0dd4a948f4a0406625cfa1a3b90f8c15bc6d', operation='INSERT', pgid='pgtrigger_insert_insert_ad03e', table='proposals_reviewtask', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."due" IS DISTINCT FROM (NEW."due") OR OLD."reviewer_id" IS DISTINCT FROM (NEW."reviewer_id") OR OLD."service_id" IS DISTINCT FROM (NEW."service_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "proposals_reviewtaskevent" ("due", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reviewer_id", "service_id", "state") VALUES (NEW."due", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."reviewer_id", NEW."service_id", NEW."state"); RETURN NULL;', hash='484e841fc17562174e1e7917b64699c712fd561b', operation='UPDATE', pgid='pgtrigger_update_update_bf7cf', table='proposals_reviewtask', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='SitePicture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('moment', models.CharField(choices=[('before', 'Before'), ('after', 'After')], max_length=6, verbose_name='taken')),
                    ('picture', models.ImageField(max_length=120, upload_to=proposals.models.work_plan.site_path, verbose_name='picture')),
                    ('alt_fi', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('alt_sv', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('alt_en', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='site_pictures', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'picture of the place',
                    'verbose_name_plural': 'pictures of the place',
                    'ordering': ('-moment',),
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'moment'), name='site_picture_one_a_moment'), models.CheckConstraint(condition=models.Q(('moment__in', ['before', 'after'])), name='site_picture_moment_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_sitepictureevent" ("added_at", "alt_en", "alt_fi", "alt_sv", "id", "moment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."added_at", NEW."alt_en", NEW."alt_fi", NEW."alt_sv", NEW."id", NEW."moment", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id"); RETURN NULL;', hash='a2fb3dae1fddc92bcfe004482f0e3a946b1c1bca', operation='INSERT', pgid='pgtrigger_insert_insert_4afa5', table='proposals_sitepicture', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added_at" IS DISTINCT FROM (NEW."added_at") OR OLD."alt_en" IS DISTINCT FROM (NEW."alt_en") OR OLD."alt_fi" IS DISTINCT FROM (NEW."alt_fi") OR OLD."alt_sv" IS DISTINCT FROM (NEW."alt_sv") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."moment" IS DISTINCT FROM (NEW."moment") OR OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id"))', func='INSERT INTO "proposals_sitepictureevent" ("added_at", "alt_en", "alt_fi", "alt_sv", "id", "moment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."added_at", NEW."alt_en", NEW."alt_fi", NEW."alt_sv", NEW."id", NEW."moment", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id"); RETURN NULL;', hash='8407f8b7a146fce91555f7d33b9005560fc8fb8b', operation='UPDATE', pgid='pgtrigger_update_update_6ea54', table='proposals_sitepicture', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_sitepictureevent" ("added_at", "alt_en", "alt_fi", "alt_sv", "id", "moment", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (OLD."added_at", OLD."alt_en", OLD."alt_fi", OLD."alt_sv", OLD."id", OLD."moment", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id"); RETURN NULL;', hash='f0824218764746cc96859826046cb2aa771dbf7c', operation='DELETE', pgid='pgtrigger_delete_delete_8512c', table='proposals_sitepicture', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Suggestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('field', models.CharField(choices=[('title', 'What do you propose?'), ('what', 'What should be done?'), ('why', 'Why is it needed?'), ('for_whom', 'Who is it for?')], max_length=8, verbose_name='part of the text')),
                    ('before', models.TextField(blank=True)),
                    ('after', models.TextField(blank=True)),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='why')),
                    ('state', models.CharField(choices=[('open', 'Not answered yet'), ('taken', 'Taken into the text'), ('declined', 'Declined'), ('withdrawn', 'Taken back')], default='open', max_length=9, verbose_name='state')),
                    ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestions', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'suggested change',
                    'verbose_name_plural': 'suggested changes',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'taken', 'declined', 'withdrawn'])), name='suggestion_state_known'), models.CheckConstraint(condition=models.Q(('field__in', ['title', 'what', 'why', 'for_whom'])), name='suggestion_field_known'), models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='suggestion_changes_something'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='suggestion_declined_has_reason'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('proposal', 'author', 'field'), name='suggestion_open_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "proposals_suggestionevent" ("field", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "state") VALUES (NEW."field", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."reason", NEW."state"); RETURN NULL;', hash='ebbb4dd48b2d637430f7cb0a295c47dde8f9cfdc', operation='UPDATE', pgid='pgtrigger_update_update_d0355', table='proposals_suggestion', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Support',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to='proposals.proposal')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supports', to=settings.AUTH_USER_MODEL)),
                    ('origin', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='proposals.proposal')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('proposal', 'user'), name='support_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='count_up', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE proposals_proposal SET support_count = support_count + sums.n\n                FROM (SELECT proposal_id, count(*) AS n FROM added GROUP BY proposal_id ORDER BY proposal_id)\n                AS sums WHERE proposals_proposal.id = sums.proposal_id;\n                RETURN NULL;\n                ', hash='a945be632823a1aea2281bb13832ff07e11f3ef1', level='STATEMENT', operation='INSERT', pgid='pgtrigger_count_up_bfcbd', referencing='REFERENCING NEW TABLE AS added ', table='proposals_support', when='AFTER')), pgtrigger.compiler.Trigger(name='count_down', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE proposals_proposal SET support_count = support_count - sums.n\n                FROM (SELECT proposal_id, count(*) AS n FROM gone GROUP BY proposal_id ORDER BY proposal_id)\n                AS sums WHERE proposals_proposal.id = sums.proposal_id;\n                RETURN NULL;\n                ', hash='e2c959c43affb4f077eae08cc59b05d35157689f', level='STATEMENT', operation='DELETE', pgid='pgtrigger_count_down_06c64', referencing='REFERENCING OLD TABLE AS gone ', table='proposals_support', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='WorkPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('planned_start', models.DateField(blank=True, null=True, verbose_name='planned beginning')),
                    ('planned_end', models.DateField(blank=True, null=True, verbose_name='promised to be ready')),
                    ('expected_end', models.DateField(blank=True, null=True, verbose_name='expected to be ready')),
                    ('delay_reason', models.CharField(blank=True, choices=[('weather', 'The weather or the season'), ('permit', 'A permit or an appeal takes longer'), ('tender', 'The tender brought no offer that fits'), ('supplier', 'A supplier or builder is late'), ('ground', 'The ground or the building was not as expected'), ('cost', 'It costs more than reckoned'), ('staff', 'There are not enough people to do it'), ('combined', 'It is done together with other works'), ('residents', 'Residents asked for changes'), ('other', 'Another reason')], max_length=10, verbose_name='why it is late')),
                    ('delay_text_fi', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('delay_text_sv', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('delay_text_en', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='proposals.proposal')),
                    ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.service', verbose_name='responsible unit')),
                ],
                options={
                    'verbose_name': 'plan of a project',
                    'verbose_name_plural': 'plans of projects',
                    'constraints': [models.CheckConstraint(condition=models.Q(('planned_start__isnull', True), ('planned_end__isnull', True), ('planned_end__gte', models.F('planned_start')), _connector='OR'), name='plan_ends_after_start'), models.CheckConstraint(condition=models.Q(('delay_reason', ''), ('delay_reason__in', ['weather', 'permit', 'tender', 'supplier', 'ground', 'cost', 'staff', 'combined', 'residents', 'other']), _connector='OR'), name='plan_delay_reason_known'), models.CheckConstraint(condition=models.Q(('expected_end__isnull', True), models.Q(('expected_end__lte', models.F('planned_end')), ('planned_end__isnull', False)), models.Q(('delay_reason', ''), _negated=True), _connector='OR'), name='plan_late_only_with_reason')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_workplanevent" ("delay_reason", "delay_text_en", "delay_text_fi", "delay_text_sv", "expected_end", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "planned_start", "proposal_id", "service_id") VALUES (NEW."delay_reason", NEW."delay_text_en", NEW."delay_text_fi", NEW."delay_text_sv", NEW."expected_end", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_end", NEW."planned_start", NEW."proposal_id", NEW."service_id"); RETURN NULL;', hash='c0bb360a8ad8d50664770b26730765fbbd018d67', operation='INSERT', pgid='pgtrigger_insert_insert_2758d', table='proposals_workplan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "proposals_workplanevent" ("delay_reason", "delay_text_en", "delay_text_fi", "delay_text_sv", "expected_end", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "planned_start", "proposal_id", "service_id") VALUES (NEW."delay_reason", NEW."delay_text_en", NEW."delay_text_fi", NEW."delay_text_sv", NEW."expected_end", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_end", NEW."planned_start", NEW."proposal_id", NEW."service_id"); RETURN NULL;', hash='693a145d05082e2ae0b2127d20827f81f550ab58', operation='UPDATE', pgid='pgtrigger_update_update_71a2a', table='proposals_workplan', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='BookingEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('ordered', 'Ordered'), ('paid', 'Paid')], default='paid', max_length=8, verbose_name='kind')),
                    ('source', models.CharField(max_length=40, verbose_name='ledger')),
                    ('voucher', models.CharField(max_length=60, verbose_name='voucher')),
                    ('date', models.DateField(verbose_name='date')),
                    ('account', models.CharField(max_length=80, verbose_name='account')),
                    ('text', models.CharField(blank=True, max_length=300, verbose_name='explanation')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.booking')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                    ('file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.ledgerfile')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1ade6e9ae632687c917fc395f6da60a3baf6e15f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d50ec', table='proposals_bookingevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='BudgetLineEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=120, verbose_name='what for')),
                    ('account', models.CharField(blank=True, max_length=80, verbose_name='account')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.budgetline')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bf459926281a361f4263cff77da95fce87a235a2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_42f24', table='proposals_budgetlineevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='CoAuthorEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('state', models.CharField(choices=[('invited', 'Invited'), ('accepted', 'Writes with you'), ('declined', 'Declined'), ('ended', 'Ended')], default='invited', max_length=8, verbose_name='state')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposal_state_events', to='proposals.coauthor')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f6acf91be869f00c09ca27f6891a9edb2c0a2def', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2fba0', table='proposals_coauthorevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='CostLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('label', models.CharField(max_length=160, verbose_name='what')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='proposals.review')),
                ],
                options={
                    'verbose_name': 'cost line',
                    'verbose_name_plural': 'cost lines',
                    'ordering': ('position', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='cost_line_positive'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='cost_line_has_label'), models.UniqueConstraint(fields=('review', 'position'), name='cost_line_place')],
                },
            ), migrations.CreateModel(
                name='MergePart',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_lead', models.BooleanField(default=False)),
                    ('is_open', models.BooleanField(default=True)),
                    ('answer', models.CharField(choices=[('waiting', 'No answer yet'), ('agreed', 'Agrees'), ('declined', 'Declines')], default='waiting', max_length=8, verbose_name='answer')),
                    ('reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('state_before', models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another')], editable=False, max_length=14)),
                    ('brought', models.ManyToManyField(editable=False, related_name='+', to='followup.follower')),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merge_parts', to='proposals.proposal')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='proposals.mergeplan')),
                ],
                options={
                    'verbose_name': 'part of a plan for merging',
                    'verbose_name_plural': 'parts of plans for merging',
                    'ordering': ('-is_lead', 'pk'),
                    'constraints': [models.UniqueConstraint(fields=('plan', 'proposal'), name='merge_part_once'), models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('plan',), name='merge_plan_has_one_lead'), models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('proposal',), name='merge_asked_by_one_plan'), models.CheckConstraint(condition=models.Q(('answer__in', ['waiting', 'agreed', 'declined'])), name='merge_answer_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='merge_declined_has_reason')],
                },
            ), migrations.CreateModel(
                name='MergePlanEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('state', models.CharField(choices=[('asking', 'The authors are asked'), ('carried_out', 'Merged'), ('called_off', 'Called off'), ('undone', 'Undone')], default='asking', max_length=12, verbose_name='state')),
                    ('reason', models.TextField(max_length=2000, verbose_name='why they belong together')),
                    ('answer_until', models.DateTimeField(verbose_name='answers until')),
                    ('lead', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='lead_state_reason_answer_until_events', to='proposals.mergeplan')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9d77c5721aa8828cf037cefeeaea4a577d95f1cb', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e68c9', table='proposals_mergeplanevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='ReviewEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='reviewer_due_request_until_events', to='proposals.review')),
                    ('reviewer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                    ('request_until', models.DateField(blank=True, null=True, verbose_name='complete it by')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cea19deda2287dcdf631a48799d21aae2fdfe6d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a3247', table='proposals_reviewevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='ReviewTaskEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('kind', models.CharField(choices=[('formal', 'Formal check'), ('substantive', 'Substantive check'), ('decision', 'Decision')], max_length=12, verbose_name='step')),
                    ('due', models.DateField(verbose_name='due')),
                    ('state', models.CharField(choices=[('open', 'Open'), ('paused', 'Waits for the author'), ('done', 'Done'), ('dropped', 'No longer needed')], default='open', max_length=8, verbose_name='state')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposal_kind_service_reviewer_due_state_events', to='proposals.reviewtask')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                    ('reviewer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                    ('service', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.service', verbose_name='department')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='04530eafa41b4fe49454a9eb410f704a6a7943af', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7e61e', table='proposals_reviewtaskevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='SitePictureEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('moment', models.CharField(choices=[('before', 'Before'), ('after', 'After')], max_length=6, verbose_name='taken')),
                    ('alt_fi', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('alt_sv', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('alt_en', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.sitepicture')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='62979e801552e02c2b61b694e6bb7cfcd0d2d67d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f74e', table='proposals_sitepictureevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='SuggestionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('field', models.CharField(choices=[('title', 'What do you propose?'), ('what', 'What should be done?'), ('why', 'Why is it needed?'), ('for_whom', 'Who is it for?')], max_length=8, verbose_name='part of the text')),
                    ('state', models.CharField(choices=[('open', 'Not answered yet'), ('taken', 'Taken into the text'), ('declined', 'Declined'), ('withdrawn', 'Taken back')], default='open', max_length=9, verbose_name='state')),
                    ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposal_field_state_reason_events', to='proposals.suggestion')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='88cd930d6a6f6aae988619b245394cf32b4122af', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_acf26', table='proposals_suggestionevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='WorkPlanEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('planned_start', models.DateField(blank=True, null=True, verbose_name='planned beginning')),
                    ('planned_end', models.DateField(blank=True, null=True, verbose_name='promised to be ready')),
                    ('expected_end', models.DateField(blank=True, null=True, verbose_name='expected to be ready')),
                    ('delay_reason', models.CharField(blank=True, choices=[('weather', 'The weather or the season'), ('permit', 'A permit or an appeal takes longer'), ('tender', 'The tender brought no offer that fits'), ('supplier', 'A supplier or builder is late'), ('ground', 'The ground or the building was not as expected'), ('cost', 'It costs more than reckoned'), ('staff', 'There are not enough people to do it'), ('combined', 'It is done together with other works'), ('residents', 'Residents asked for changes'), ('other', 'Another reason')], max_length=10, verbose_name='why it is late')),
                    ('delay_text_fi', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('delay_text_sv', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('delay_text_en', models.TextField(blank=True, max_length=1000, verbose_name='more about the delay')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.workplan')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                    ('service', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.service', verbose_name='responsible unit')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a5edb990e1d2de8374ae6038325c612148eae8ce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c31a5', table='proposals_workplanevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Verdict',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('outcome', models.CharField(choices=[('feasible', 'Feasible'), ('not_feasible', 'Not feasible')], max_length=12, verbose_name='decision')),
                    ('reason', models.TextField(blank=True, max_length=5000, verbose_name='reason')),
                    ('cost', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='cost')),
                    ('lines', models.JSONField(default=list)),
                    ('contingency', models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name='contingency, %')),
                    ('upkeep', models.DecimalField(decimal_places=2, max_digits=14, null=True, verbose_name='upkeep a year')),
                    ('cost_source', models.CharField(blank=True, max_length=300, verbose_name='source of the estimate')),
                    ('decided_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('appeal_until', models.DateField(null=True, verbose_name='appeal until')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='proposals.proposal')),
                ],
                options={
                    'verbose_name': 'decision',
                    'verbose_name_plural': 'decisions',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['feasible', 'not_feasible'])), name='verdict_outcome_known'), models.CheckConstraint(condition=models.Q(('outcome', 'feasible'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='verdict_refusal_has_reason')],
                },
            ), migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=5000, verbose_name='why it should be decided again')),
                    ('from_paper', models.BooleanField(default=False, verbose_name='came on paper')),
                    ('received_on', models.DateField(verbose_name='received on')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='proposals.proposal')),
                    ('against', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='proposals.verdict')),
                ],
                options={
                    'verbose_name': 'appeal',
                    'verbose_name_plural': 'appeals',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='appeal_of_review_has_text')],
                    'triggers': [pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'An appeal stays as it came in.' USING ERRCODE = 'check_violation';", hash='dd2d4afe38bdc886b8bfdcdfc2a4f994f16f0aaa', operation='UPDATE OF "text", "against_id", "received_on", "from_paper"', pgid='pgtrigger_kept_c320f', table='proposals_appeal', when='BEFORE')), pgtrigger.compiler.Trigger(name='in_time', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF NOT EXISTS (\n                    SELECT FROM proposals_verdict AS verdict\n                    WHERE verdict.id = NEW.against_id AND verdict.proposal_id = NEW.proposal_id\n                        AND verdict.appeal_until >= NEW.received_on\n                ) THEN\n                    RAISE EXCEPTION 'An appeal after its time, or against another proposal''s decision.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='eeaa67452dbd77b860b9a5290fe689e2b917cf1a', operation='INSERT', pgid='pgtrigger_in_time_0ffb9', table='proposals_appeal', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='VerdictProposalOutcomeDecidedByEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('outcome', models.CharField(choices=[('feasible', 'Feasible'), ('not_feasible', 'Not feasible')], max_length=12, verbose_name='decision')),
                    ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposal_outcome_decided_by_events', to='proposals.verdict')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d17a22e339a4a9516c042244692fe1c11b9f175', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dad85', table='proposals_verdictproposaloutcomedecidedbyevent', when='BEFORE'))],
                },
            )],
        ),
        migrations.AddField(
            model_name='verdict',
            name='answers',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='proposals.appeal', verbose_name='appeal'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(('answers__isnull', True), ('appeal_until__isnull', True), _connector='OR'), name='verdict_on_appeal_is_final'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'A decision stays as it was made.' USING ERRCODE = 'check_violation';", hash='3432166e278c07e36f386cc4f7ee64e97bd3b6db', operation='UPDATE OF "proposal_id", "outcome", "reason", "cost", "lines", "contingency", "upkeep", "cost_source", "answers_id", "decided_at", "appeal_until"', pgid='pgtrigger_kept_426c7', table='proposals_verdict', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='another_person', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.answers_id IS NOT NULL)', func="\n                IF EXISTS (\n                    SELECT FROM proposals_appeal AS appeal\n                    JOIN proposals_verdict AS first ON first.id = appeal.against_id\n                    WHERE appeal.id = NEW.answers_id AND (\n                        NEW.decided_by_id IS NULL OR first.decided_by_id = NEW.decided_by_id\n                        OR appeal.proposal_id <> NEW.proposal_id\n                    )\n                ) THEN\n                    RAISE EXCEPTION 'An appeal is decided by another person than the first decision.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='542572a9c06ba0a8ef558ace1fa895eac904a921', operation='INSERT', pgid='pgtrigger_another_person_13136', table='proposals_verdict', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='verdict',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_verdictproposaloutcomedecidedbyevent" ("decided_by_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id") VALUES (NEW."decided_by_id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id"); RETURN NULL;', hash='cc63d2a40fbe57cc9eff6e5a2e105f3cc311ce58', operation='INSERT', pgid='pgtrigger_insert_insert_12f65', table='proposals_verdict', when='AFTER')),
        ),
    ]
