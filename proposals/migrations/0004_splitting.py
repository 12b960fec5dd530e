import commons.audit.at_once
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('deliberation', '0001_initial'),
        ('followup', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
        ('process', '0001_initial'),
        ('proposals', '0003_year_readers'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='moves',
        ),
        migrations.RemoveConstraint(
            model_name='proposal',
            name='proposal_state_known',
        ),
        migrations.AddField(
            model_name='proposal',
            name='split_from',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='proposals.proposal'),
        ),
        migrations.AlterField(
            model_name='mergepart',
            name='state_before',
            field=models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another'), ('split', 'Split into parts')], editable=False, max_length=14),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another'), ('split', 'Split into parts')], default='draft', max_length=14, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='proposalevent',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another'), ('split', 'Split into parts')], default='draft', max_length=14, verbose_name='state'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='moves', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE _is_valid_transition BOOLEAN;', func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{draft:submitted,submitted:in_review,submitted:returned,submitted:withdrawn,submitted:merged,in_review:merged,returned:merged,merged:submitted,merged:in_review,merged:returned,submitted:split,in_review:split,returned:split,split:submitted,split:in_review,split:returned,in_review:submitted,in_review:returned,in_review:on_ballot,in_review:not_feasible,in_review:withdrawn,returned:submitted,returned:in_review,returned:not_feasible,returned:withdrawn,not_feasible:in_review,on_ballot:in_review,on_ballot:funded,on_ballot:not_funded,funded:not_funded,not_funded:funded,funded:confirmed,funded:dropped,not_funded:confirmed,confirmed:dropped,dropped:confirmed,confirmed:planned,confirmed:under_way,confirmed:cancelled,planned:under_way,planned:cancelled,under_way:done,under_way:cancelled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;', hash='cffd7c824b530fec3d8251707a2a9f64660fd018', operation='UPDATE', pgid='pgtrigger_moves_062ce', table='proposals_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='part_of_whole', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.split_from_id IS NOT NULL)', func="\n                IF NEW.split_from_id = NEW.id OR NOT EXISTS (\n                    SELECT FROM proposals_proposal WHERE id = NEW.split_from_id AND cycle_id = NEW.cycle_id\n                ) THEN\n                    RAISE EXCEPTION 'Part of itself or of another cycle.' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='1ffeaa8a31e2127935bf3e1a290f3e58b2e2eed4', operation='INSERT OR UPDATE OF "split_from_id"', pgid='pgtrigger_part_of_whole_e77bf', table='proposals_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='split_has_parts', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state = 'split' AND OLD.state <> 'split')", func="\n                IF (SELECT count(*) FROM proposals_proposal WHERE split_from_id = NEW.id) < 2 THEN\n                    RAISE EXCEPTION 'Split into fewer than two parts.' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='a1451863dffaed7ca51086fdb44211efad2f8e93', operation='UPDATE OF "state"', pgid='pgtrigger_split_has_parts_565f9', table='proposals_proposal', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'in_review', 'returned', 'on_ballot', 'not_feasible', 'funded', 'not_funded', 'confirmed', 'dropped', 'planned', 'under_way', 'done', 'cancelled', 'withdrawn', 'merged', 'split'])), name='proposal_state_known'),
        ),
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='SplitPlan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=2000, verbose_name='why it is better split')),
                    ('days', models.PositiveSmallIntegerField(verbose_name='days for the answer')),
                    ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('asking', 'The author is asked'), ('split', 'Split into parts'), ('called_off', 'Called off'), ('undone', 'Undone')], default='prepared', max_length=12, verbose_name='state')),
                    ('answer', models.CharField(choices=[('waiting', 'No answer yet'), ('agreed', 'Agrees'), ('declined', 'Declines')], default='waiting', max_length=8, verbose_name='answer')),
                    ('answer_reason', models.TextField(blank=True, max_length=1000, verbose_name='reason')),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('answer_until', models.DateTimeField(null=True, verbose_name='answer until')),
                    ('state_before', models.CharField(blank=True, choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('in_review', 'Being reviewed'), ('returned', 'Returned for completion'), ('on_ballot', 'On the ballot'), ('not_feasible', 'Not feasible'), ('funded', 'Chosen by the residents'), ('not_funded', 'Not chosen'), ('confirmed', 'Confirmed by the council'), ('dropped', 'Dropped by the council'), ('planned', 'Planned'), ('under_way', 'Under way'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('withdrawn', 'Withdrawn'), ('merged', 'Merged into another'), ('split', 'Split into parts')], editable=False, max_length=14)),
                    ('carried_out_at', models.DateTimeField(editable=False, null=True)),
                    ('undo_until', models.DateTimeField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='split_plans', to='proposals.proposal')),
                    ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'plan for splitting',
                    'verbose_name_plural': 'plans for splitting',
                    'ordering': ('-pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'asking', 'split', 'called_off', 'undone'])), name='split_plan_state_known'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='split_plan_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('asking', 'split')), _negated=True), ('answer_until__isnull', False), _connector='OR'), name='split_asked_has_deadline'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'split'), _negated=True), models.Q(('carried_out_at__isnull', False), ('undo_until__isnull', False), models.Q(('state_before', ''), _negated=True)), _connector='OR'), name='split_plan_carried_out_has_times'), models.CheckConstraint(condition=models.Q(('answer__in', ['waiting', 'agreed', 'declined'])), name='split_answer_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'declined'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR'), name='split_declined_has_reason'), models.UniqueConstraint(condition=models.Q(('state__in', ('prepared', 'asking'))), fields=('proposal',), name='split_planned_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_splitplanevent" ("answer_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "state") VALUES (NEW."answer_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."reason", NEW."state"); RETURN NULL;', hash='7734eca17fd265aeca4e45f77e83975c2b322974', operation='INSERT', pgid='pgtrigger_insert_insert_4728a', table='proposals_splitplan', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "proposals_splitplanevent" ("answer_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "state") VALUES (NEW."answer_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."reason", NEW."state"); RETURN NULL;', hash='f14eb33438cb469b0cd369e227f1774842b2787c', operation='UPDATE', pgid='pgtrigger_update_update_d319b', table='proposals_splitplan', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='SplitPart',
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
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.area')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.category')),
                    ('proposal', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_part', to='proposals.proposal')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='proposals.splitplan')),
                ],
                options={
                    'verbose_name': 'part of a plan for splitting',
                    'verbose_name_plural': 'parts of plans for splitting',
                    'ordering': ('pk',),
                    'triggers': [pgtrigger.compiler.Trigger(name='kept_once_asked', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF (SELECT state FROM proposals_splitplan WHERE id = coalesce(NEW.plan_id, OLD.plan_id))\n                    <> 'prepared' THEN\n                    RAISE EXCEPTION 'The author was asked about these parts.' USING ERRCODE = 'check_violation';\n                END IF;\n                IF TG_OP = 'DELETE' THEN\n                    RETURN OLD;\n                END IF;\n                RETURN NEW;\n                ", hash='953602f25a8fd552d767e6fbc78d95ada438dd34', operation='INSERT OR DELETE OR UPDATE OF "language", "title", "what", "why", "for_whom", "category_id", "area_id", "latitude", "longitude", "place_name", "rough_cost"', pgid='pgtrigger_kept_once_asked_dab7e', table='proposals_splitpart', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='SplitPlanEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('state', models.CharField(choices=[('prepared', 'Being prepared'), ('asking', 'The author is asked'), ('split', 'Split into parts'), ('called_off', 'Called off'), ('undone', 'Undone')], default='prepared', max_length=12, verbose_name='state')),
                    ('reason', models.TextField(max_length=2000, verbose_name='why it is better split')),
                    ('answer_until', models.DateTimeField(null=True, verbose_name='answer until')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='proposal_state_reason_answer_until_events', to='proposals.splitplan')),
                    ('proposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='516c37da7de2ed7911f24071f72763bb01d2e25b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_30a47', table='proposals_splitplanevent', when='BEFORE'))],
                },
            )],
        ),
    ]
