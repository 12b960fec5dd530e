import commons.audit.at_once
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('deliberation', '0002_statements'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Summary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('text', models.TextField(max_length=4000, verbose_name='text')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('back_to', models.PositiveIntegerField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='summaries', to='deliberation.thread')),
                ],
                options={
                    'verbose_name': 'summary of a discussion',
                    'verbose_name_plural': 'summaries of discussions',
                    'ordering': ('thread', 'number'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='summary_not_empty'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='summary_counts_from_one'), models.UniqueConstraint(fields=('thread', 'number'), name='summary_version_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func='RAISE EXCEPTION \'pgtrigger: Cannot update of "thread_id", "number", "text", "language", "back_to", "created_at" rows from % table\', TG_TABLE_NAME;', hash='4c0fa59e5026ac3d4469f76c690ecc5fdaeba16b', operation='UPDATE OF "thread_id", "number", "text", "language", "back_to", "created_at"', pgid='pgtrigger_kept_6a342', table='deliberation_summary', when='BEFORE')), pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "deliberation_summaryevent" ("number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;', hash='3bdf9aa97b6e4ff9c409eff430065cbb14408deb', operation='INSERT', pgid='pgtrigger_insert_insert_1e67c', table='deliberation_summary', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Correction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=600, verbose_name='what is missing or wrong')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('state', models.CharField(choices=[('open', 'Not answered yet'), ('taken', 'Taken into the summary'), ('declined', 'Declined'), ('withdrawn', 'Taken back')], default='open', max_length=9, verbose_name='state')),
                    ('reason', models.TextField(blank=True, max_length=500, verbose_name='reason')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answered_at', models.DateTimeField(editable=False, null=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='corrections', to=settings.AUTH_USER_MODEL)),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='deliberation.thread')),
                    ('about', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='deliberation.summary')),
                    ('made', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='came_of', to='deliberation.summary')),
                ],
                options={
                    'verbose_name': 'correction of a summary',
                    'verbose_name_plural': 'corrections of summaries',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'taken', 'declined', 'withdrawn'])), name='correction_state_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='correction_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='correction_declined_has_reason'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('thread', 'author'), name='correction_open_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "deliberation_correctionevent" ("pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "thread_id") VALUES (_pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."thread_id"); RETURN NULL;', hash='4e9f5c070d68f8889c7f6ed24880ad0f597a8b9a', operation='UPDATE', pgid='pgtrigger_update_update_63120', table='deliberation_correction', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='SummaryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('text', models.TextField(max_length=4000, verbose_name='text')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='number_text_events', to='deliberation.summary')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a7ed5613a64ba7bf7f922c5643fb041e74ce1471', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_525aa', table='deliberation_summaryevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='CorrectionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('state', models.CharField(choices=[('open', 'Not answered yet'), ('taken', 'Taken into the summary'), ('declined', 'Declined'), ('withdrawn', 'Taken back')], default='open', max_length=9, verbose_name='state')),
                    ('reason', models.TextField(blank=True, max_length=500, verbose_name='reason')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='thread_state_reason_events', to='deliberation.correction')),
                    ('thread', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='deliberation.thread')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='34ee96b7e2508c82bbac68ade2a45b65b60b1846', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_35a9b', table='deliberation_correctionevent', when='BEFORE'))],
                },
            )],
        ),
    ]
