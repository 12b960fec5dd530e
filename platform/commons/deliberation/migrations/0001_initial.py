import commons.audit.at_once
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ), migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('for', 'For'), ('against', 'Against'), ('question', 'Question'), ('improvement', 'Improvement')], max_length=12, verbose_name='kind')),
                    ('text', models.TextField(max_length=2000, verbose_name='text')),
                    ('language', models.CharField(default='fi', max_length=12, verbose_name='language of the text')),
                    ('is_official', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('edited_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was hidden')),
                    ('key', models.UUIDField(editable=False, null=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                    ('reply_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='deliberation.comment')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='deliberation.thread')),
                    ('convinced', models.PositiveIntegerField(db_default=0, default=0, editable=False)),
                ],
                options={
                    'verbose_name': 'comment',
                    'verbose_name_plural': 'comments',
                    'ordering': ('created_at', 'pk'),
                    'indexes': [models.Index(fields=['thread', 'created_at'], name='comment_in_thread'), models.Index(fields=['author', 'created_at'], name='comment_by_author')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['for', 'against', 'question', 'improvement'])), name='comment_kind_known'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='comment_not_empty'), models.CheckConstraint(condition=models.Q(('hidden_at__isnull', True), models.Q(('hidden_reason', ''), _negated=True), _connector='OR'), name='comment_hidden_has_reason'), models.UniqueConstraint(fields=('author', 'key'), name='comment_sent_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='changed_from_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hidden_at" IS DISTINCT FROM (NEW."hidden_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "deliberation_commentevent" ("edited_at", "hidden_at", "hidden_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."edited_at", OLD."hidden_at", OLD."hidden_reason", _pgh_attach_context(), NOW(), \'changed_from\', OLD."id", OLD."text"); RETURN NULL;', hash='5354532fb969f12b35828dfa656947bfa9956fbd', operation='UPDATE', pgid='pgtrigger_changed_from_update_8917b', table='deliberation_comment', when='AFTER')), pgtrigger.compiler.Trigger(name='changed_to_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."hidden_at" IS DISTINCT FROM (NEW."hidden_at") OR OLD."text" IS DISTINCT FROM (NEW."text"))', func='INSERT INTO "deliberation_commentevent" ("edited_at", "hidden_at", "hidden_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."edited_at", NEW."hidden_at", NEW."hidden_reason", _pgh_attach_context(), NOW(), \'changed_to\', NEW."id", NEW."text"); RETURN NULL;', hash='077482caf21ef633892162b8cff38a5ae84af8e7', operation='UPDATE', pgid='pgtrigger_changed_to_update_f1624', table='deliberation_comment', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='CommentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('text', models.TextField(max_length=2000, verbose_name='text')),
                    ('edited_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_at', models.DateTimeField(editable=False, null=True)),
                    ('hidden_reason', models.CharField(blank=True, max_length=300, verbose_name='why it was hidden')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='text_edited_at_hidden_at_hidden_reason_events', to='deliberation.comment')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2495c3b1a6f29a6da83851d7cc1725251f55a75c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a129e', table='deliberation_commentevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Conviction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='convictions', to='deliberation.comment')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='convictions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('comment', 'user'), name='convinced_once')],
                    'triggers': [pgtrigger.compiler.Trigger(name='count_up', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE deliberation_comment SET convinced = convinced + sums.n\n                FROM (SELECT comment_id, count(*) AS n FROM moved GROUP BY comment_id ORDER BY comment_id)\n                AS sums WHERE deliberation_comment.id = sums.comment_id;\n                RETURN NULL;\n                ', hash='b583cc5294134d17dcff3658ae21492323b8df26', level='STATEMENT', operation='INSERT', pgid='pgtrigger_count_up_106f3', referencing='REFERENCING NEW TABLE AS moved ', table='deliberation_conviction', when='AFTER')), pgtrigger.compiler.Trigger(name='count_down', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                UPDATE deliberation_comment SET convinced = convinced - sums.n\n                FROM (SELECT comment_id, count(*) AS n FROM moved GROUP BY comment_id ORDER BY comment_id)\n                AS sums WHERE deliberation_comment.id = sums.comment_id;\n                RETURN NULL;\n                ', hash='dfb8a24cba96239bb936b7fb79325de65f17bfb4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_count_down_c818c', referencing='REFERENCING OLD TABLE AS moved ', table='deliberation_conviction', when='AFTER'))],
                },
            )],
        ),
    ]
