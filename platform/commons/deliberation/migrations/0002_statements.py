import commons.audit.at_once
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('deliberation', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(
        ),
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Statement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=140, verbose_name='statement')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('is_official', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was hidden')),
                    ('key', models.UUIDField(editable=False, null=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='statements', to=settings.AUTH_USER_MODEL)),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='deliberation.thread')),
                ],
                options={
                    'verbose_name': 'statement',
                    'verbose_name_plural': 'statements',
                    'ordering': ('created_at', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='statement_not_empty'), models.CheckConstraint(condition=models.Q(('hidden_at__isnull', True), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='statement_hidden_has_reason'), models.UniqueConstraint(models.F('thread'), django.db.models.functions.text.Lower('text'), name='statement_said_once'), models.UniqueConstraint(fields=('author', 'key'), name='statement_sent_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='changed_from_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hidden_at" IS DISTINCT FROM (NEW."hidden_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "deliberation_statementevent" ("hidden_at", "hidden_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."hidden_at", OLD."hidden_reason", _pgh_attach_context(), NOW(), \'changed_from\', OLD."id", OLD."text"); RETURN NULL;', hash='6e392b355942fac9fc906a7d10b1b2ca32b85389', operation='UPDATE', pgid='pgtrigger_changed_from_update_cd68b', table='deliberation_statement', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_to_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hidden_at" IS DISTINCT FROM (NEW."hidden_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "deliberation_statementevent" ("hidden_at", "hidden_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."hidden_at", NEW."hidden_reason", _pgh_attach_context(), NOW(), \'changed_to\', NEW."id", NEW."text"); RETURN NULL;', hash='4235855f0303192f8b922bbf002d6e0c17a699e0', operation='UPDATE', pgid='pgtrigger_changed_to_update_b613c', table='deliberation_statement', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Participant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='deliberation.thread')),
                    ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='participations', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('thread', 'user'), name='participant_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='forget_answers', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."user_id" IS NULL AND OLD."user_id" IS NOT NULL)', func='\n                DELETE FROM deliberation_standpoint WHERE participant_id = NEW.id AND counted IS NULL;\n                UPDATE deliberation_standpoint SET value = NULL WHERE participant_id = NEW.id;\n                RETURN NULL;\n                ', hash='28c637237915bb4720d7efe4e771cda59befb462', operation='UPDATE OF "user_id"', pgid='pgtrigger_forget_answers_4a25d', table='deliberation_participant', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Standpoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('value', models.CharField(choices=[('agree', 'I agree'), ('disagree', 'I disagree'), ('pass', 'I cannot say')], max_length=8, null=True)),
                    ('counted', models.CharField(choices=[('agree', 'I agree'), ('disagree', 'I disagree'), ('pass', 'I cannot say')], max_length=8, null=True)),
                    ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standpoints', to='deliberation.participant')),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standpoints', to='deliberation.statement')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(models.Q(('counted__isnull', False), ('value__isnull', True)), models.Q(('counted__isnull', True), ('value__isnull', False)), models.Q(('counted__isnull', False), ('value__isnull', False), models.Q(('value', models.F('counted')), _negated=True)), _connector='OR'), fields=['statement'], name='standpoint_waiting')],
                    'constraints': [models.UniqueConstraint(fields=('statement', 'participant'), name='standpoint_once'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__in', ['agree', 'disagree', 'pass']), _connector='OR'), name='standpoint_value_known'), models.CheckConstraint(condition=models.Q(('counted__isnull', True), ('counted__in', ['agree', 'disagree', 'pass']), _connector='OR'), name='standpoint_counted_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='of_one_thread', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF NOT EXISTS (SELECT FROM deliberation_statement AS statement\n                    JOIN deliberation_participant AS participant USING (thread_id)\n                    WHERE statement.id = NEW.statement_id AND participant.id = NEW.participant_id)\n                THEN RAISE EXCEPTION 'statement and participant belong to different threads'\n                    USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='c35971035ad43315ac38cabf1976246a7d6a85a1', operation='INSERT OR UPDATE OF "statement_id", "participant_id"', pgid='pgtrigger_of_one_thread_6d3af', table='deliberation_standpoint', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='OpinionPicture',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('data', models.JSONField(default=dict)),
                    ('drawn_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('thread', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='opinion_picture', to='deliberation.thread')),
                ],
            ), migrations.CreateModel(
                name='StatementEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('text', models.CharField(max_length=140, verbose_name='statement')),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was hidden')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='text_hidden_at_hidden_reason_events', to='deliberation.statement')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5cb59a5e830cdc4b4a08720c35fb15de9a39cd3e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_34ecb', table='deliberation_statementevent', when='BEFORE'))],
                },
            )],
        ),
    ]
