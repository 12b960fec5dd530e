import commons.audit.at_once
import commons.followup.models
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
                name='DigestRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rhythm', models.CharField(choices=[('each', 'As it happens'), ('daily', 'Once a day, in the morning'), ('weekly', 'Once a week, on Monday morning'), ('none', 'No mails')], max_length=8)),
                    ('slot', models.CharField(max_length=20)),
                    ('since', models.DateTimeField()),
                    ('until', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('rhythm', 'slot'), name='digest_run_once'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='digest_run_forward')],
                },
            ), migrations.CreateModel(
                name='MailChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rhythm', models.CharField(choices=[('each', 'As it happens'), ('daily', 'Once a day, in the morning'), ('weekly', 'Once a week, on Monday morning'), ('none', 'No mails')], default='each', max_length=8, verbose_name='how often')),
                    ('stop_token', models.CharField(default=commons.followup.models.stop_token, editable=False, max_length=40, unique=True)),
                    ('bounced_at', models.DateTimeField(editable=False, null=True)),
                    ('bounced_address', models.CharField(blank=True, editable=False, max_length=254)),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choice', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['rhythm', 'id'], name='mail_choice_by_rhythm')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('rhythm__in', ['each', 'daily', 'weekly', 'none'])), name='mail_rhythm_known')],
                },
            ), migrations.CreateModel(
                name='Track',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ), migrations.CreateModel(
                name='Watch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('tag', models.CharField(max_length=40)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'tag'), name='watch_once')],
                },
            ), migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='followup.digestrun')),
                    ('choice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='followup.mailchoice')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'choice'), name='digest_once')],
                },
            ), migrations.CreateModel(
                name='Follower',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('author', 'You wrote the proposal'), ('supporter', 'You supported the proposal'), ('asked', 'You asked to be told')], max_length=10)),
                    ('stop_token', models.CharField(default=commons.followup.models.stop_token, editable=False, max_length=40, unique=True)),
                    ('stopped_at', models.DateTimeField(editable=False, null=True)),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
                    ('track', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='followup.track')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('track', 'user'), name='follower_once_a_track')],
                },
            ), migrations.CreateModel(
                name='Milestone',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField(verbose_name='date')),
                    ('title_fi', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('title_sv', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('title_en', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('text_fi', models.TextField(blank=True, verbose_name='more about it')),
                    ('text_sv', models.TextField(blank=True, verbose_name='more about it')),
                    ('text_en', models.TextField(blank=True, verbose_name='more about it')),
                    ('picture', models.ImageField(blank=True, upload_to='milestones/', verbose_name='picture')),
                    ('picture_alt_fi', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('picture_alt_sv', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('picture_alt_en', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('spent', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='money spent')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('key', models.UUIDField(editable=False, null=True, unique=True)),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('track', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='milestones', to='followup.track')),
                ],
                options={
                    'verbose_name': 'milestone',
                    'verbose_name_plural': 'milestones',
                    'ordering': ('date', 'pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('spent__isnull', True), ('spent__gte', 0), _connector='OR'), name='milestone_spent_not_negative')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followup_milestoneevent" ("created_at", "date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "picture_alt_en", "picture_alt_fi", "picture_alt_sv", "spent", "text_en", "text_fi", "text_sv", "title_en", "title_fi", "title_sv", "track_id") VALUES (NEW."created_at", NEW."date", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."picture", NEW."picture_alt_en", NEW."picture_alt_fi", NEW."picture_alt_sv", NEW."spent", NEW."text_en", NEW."text_fi", NEW."text_sv", NEW."title_en", NEW."title_fi", NEW."title_sv", NEW."track_id"); RETURN NULL;', hash='cb7f17c32a263e27313bf3ba990414753a641e51', operation='INSERT', pgid='pgtrigger_insert_insert_ff589', table='followup_milestone', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."picture" IS DISTINCT FROM (NEW."picture") OR OLD."picture_alt_en" IS DISTINCT FROM (NEW."picture_alt_en") OR OLD."picture_alt_fi" IS DISTINCT FROM (NEW."picture_alt_fi") OR OLD."picture_alt_sv" IS DISTINCT FROM (NEW."picture_alt_sv") OR OLD."spent" IS DISTINCT FROM (NEW."spent") OR OLD."text_en" IS DISTINCT FROM (NEW."text_en") OR OLD."text_fi" IS DISTINCT FROM (NEW."text_fi") OR OLD."text_sv" IS DISTINCT FROM (NEW."text_sv") OR OLD."title_en" IS DISTINCT FROM (NEW."title_en") OR OLD."title_fi" IS DISTINCT FROM (NEW."title_fi") OR OLD."title_sv" IS DISTINCT FROM (NEW."title_sv") OR OLD."track_id" IS DISTINCT FROM (NEW."track_id"))', func='INSERT INTO "followup_milestoneevent" ("created_at", "date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "picture_alt_en", "picture_alt_fi", "picture_alt_sv", "spent", "text_en", "text_fi", "text_sv", "title_en", "title_fi", "title_sv", "track_id") VALUES (NEW."created_at", NEW."date", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."picture", NEW."picture_alt_en", NEW."picture_alt_fi", NEW."picture_alt_sv", NEW."spent", NEW."text_en", NEW."text_fi", NEW."text_sv", NEW."title_en", NEW."title_fi", NEW."title_sv", NEW."track_id"); RETURN NULL;', hash='47c994dc6dcbc58dc18aa60cb649a22f3cb6d7c9', operation='UPDATE', pgid='pgtrigger_update_update_bc3cb', table='followup_milestone', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "followup_milestoneevent" ("created_at", "date", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "picture", "picture_alt_en", "picture_alt_fi", "picture_alt_sv", "spent", "text_en", "text_fi", "text_sv", "title_en", "title_fi", "title_sv", "track_id") VALUES (OLD."created_at", OLD."date", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."picture", OLD."picture_alt_en", OLD."picture_alt_fi", OLD."picture_alt_sv", OLD."spent", OLD."text_en", OLD."text_fi", OLD."text_sv", OLD."title_en", OLD."title_fi", OLD."title_sv", OLD."track_id"); RETURN NULL;', hash='f39e6cb3e38b1913e224c2fb5fa9f60cd86a34cd', operation='DELETE', pgid='pgtrigger_delete_delete_29b8d', table='followup_milestone', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='MilestoneEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('date', models.DateField(verbose_name='date')),
                    ('title_fi', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('title_sv', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('title_en', models.CharField(blank=True, max_length=160, verbose_name='what happened')),
                    ('text_fi', models.TextField(blank=True, verbose_name='more about it')),
                    ('text_sv', models.TextField(blank=True, verbose_name='more about it')),
                    ('text_en', models.TextField(blank=True, verbose_name='more about it')),
                    ('picture', models.ImageField(blank=True, upload_to='milestones/', verbose_name='picture')),
                    ('picture_alt_fi', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('picture_alt_sv', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('picture_alt_en', models.CharField(blank=True, max_length=300, verbose_name='what the picture shows')),
                    ('spent', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='money spent')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='followup.milestone')),
                    ('track', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='followup.track')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='60830c133477548c98454c0d9638160f6019d330', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cebec', table='followup_milestoneevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('follower', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='followup.follower')),
                    ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='followup.milestone')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('milestone', 'follower'), name='notice_once')],
                },
            )],
        ),
    ]
