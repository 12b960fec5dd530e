import commons.audit.at_once
import django.contrib.postgres.fields
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
        ('places', '0001_initial'),
        ('process', '0001_initial'),
    ]

    operations = [
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=16)),
                    ('target', models.BigIntegerField()),
                    ('concerns', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                    ('fingerprint', models.CharField(blank=True, max_length=32)),
                    ('likeness', models.BigIntegerField(null=True)),
                    ('state', models.CharField(choices=[('held', 'Waiting to be read'), ('shown', 'Shown'), ('hidden', 'Hidden')], default='shown', max_length=8, verbose_name='shown or not')),
                    ('reason', models.CharField(blank=True, choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16, verbose_name='why it was hidden')),
                    ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('looked_at', models.DateTimeField(editable=False, null=True)),
                    ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.area')),
                    ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moderation_cases', to=settings.AUTH_USER_MODEL)),
                    ('cycle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='process.cycle')),
                ],
                options={
                    'verbose_name': 'moderated thing',
                    'verbose_name_plural': 'moderated things',
                    'indexes': [models.Index(fields=['state', 'written_at'], name='case_by_state'), models.Index(fields=['author', 'state'], name='case_by_author'), models.Index(fields=['fingerprint'], name='case_same_words'), models.Index(fields=['written_at'], name='case_by_time')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'target'), name='case_once_a_thing'), models.CheckConstraint(condition=models.Q(('state__in', ['held', 'shown', 'hidden'])), name='case_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'hidden'), ('reason__in', ['person', 'insult', 'hate', 'unreadable', 'repeated', 'other_matter', 'advertisement'])), models.Q(models.Q(('state', 'hidden'), _negated=True), ('reason', '')), _connector='OR'), name='case_state_has_reason')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state <> 'shown')", func='INSERT INTO "moderation_caseevent" ("kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "target") VALUES (NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."state", NEW."target"); RETURN NULL;', hash='e65ffa7cf273ebf3e535350e84a4ee9d9036a512', operation='INSERT', pgid='pgtrigger_insert_insert_535c2', table='moderation_case', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "moderation_caseevent" ("kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "state", "target") VALUES (NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."state", NEW."target"); RETURN NULL;', hash='9a767859a5801db9d5a61f46422e29dd3f8c80c1', operation='UPDATE', pgid='pgtrigger_update_update_f3bee', table='moderation_case', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Rule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=16)),
                    ('is_before', models.BooleanField(default=False, verbose_name='read before it is shown')),
                    ('trusted_after', models.PositiveSmallIntegerField(default=5, verbose_name='trusted after so many')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moderation_rules', to='process.cycle')),
                ],
                options={
                    'verbose_name': 'rule of moderation',
                    'verbose_name_plural': 'rules of moderation',
                    'constraints': [models.UniqueConstraint(fields=('cycle', 'kind'), name='moderation_rule_once'), models.CheckConstraint(condition=models.Q(('trusted_after__lte', 100)), name='moderation_trust_sane')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "moderation_ruleevent" ("cycle_id", "id", "is_before", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trusted_after") VALUES (NEW."cycle_id", NEW."id", NEW."is_before", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."trusted_after"); RETURN NULL;', hash='8e54b496f128c486af600fddc72562d614453bd4', operation='INSERT', pgid='pgtrigger_insert_insert_fcc36', table='moderation_rule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "moderation_ruleevent" ("cycle_id", "id", "is_before", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "trusted_after") VALUES (NEW."cycle_id", NEW."id", NEW."is_before", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."trusted_after"); RETURN NULL;', hash='b8afc94fb8335139c900678552ec4306a719f0f6', operation='UPDATE', pgid='pgtrigger_update_update_57e51', table='moderation_rule', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Appeal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.TextField(max_length=2000, verbose_name='why it should be shown')),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('decided_at', models.DateTimeField(editable=False, null=True)),
                    ('is_granted', models.BooleanField(default=False, editable=False)),
                    ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='appeal', to='moderation.case')),
                ],
                options={
                    'verbose_name': 'appeal',
                    'verbose_name_plural': 'appeals',
                    'constraints': [models.CheckConstraint(condition=models.Q(('decided_at__isnull', False), ('is_granted', False), _connector='OR'), name='appeal_granted_is_decided')],
                },
            ), migrations.CreateModel(
                name='CaseEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('kind', models.CharField(max_length=16)),
                    ('target', models.BigIntegerField()),
                    ('state', models.CharField(choices=[('held', 'Waiting to be read'), ('shown', 'Shown'), ('hidden', 'Hidden')], default='shown', max_length=8, verbose_name='shown or not')),
                    ('reason', models.CharField(blank=True, choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16, verbose_name='why it was hidden')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='kind_target_state_reason_events', to='moderation.case')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7718c4060c0f53ca07a402c10e5997d544446d23', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_710da', table='moderation_caseevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16, verbose_name='why it is reported')),
                    ('echo', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                    ('is_proven', models.BooleanField(default=False)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('settled_at', models.DateTimeField(editable=False, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='moderation.case')),
                    ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'report',
                    'verbose_name_plural': 'reports',
                    'indexes': [models.Index(condition=models.Q(('settled_at', None)), fields=['case'], name='report_open')],
                    'constraints': [models.UniqueConstraint(fields=('case', 'reporter'), name='report_once_a_person'), models.CheckConstraint(condition=models.Q(('reason__in', ['person', 'insult', 'hate', 'unreadable', 'repeated', 'other_matter', 'advertisement'])), name='report_reason_known')],
                },
            ), migrations.CreateModel(
                name='RuleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(max_length=16)),
                    ('is_before', models.BooleanField(default=False, verbose_name='read before it is shown')),
                    ('trusted_after', models.PositiveSmallIntegerField(default=5, verbose_name='trusted after so many')),
                    ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.cycle')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='moderation.rule')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5346bab73019db7d755f211a166369f77b925f5b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c3d39', table='moderation_ruleevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Wave',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16, verbose_name='why it was hidden')),
                    ('criteria', models.JSONField(default=dict)),
                    ('count', models.PositiveIntegerField(default=0)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('undone_at', models.DateTimeField(editable=False, null=True)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('seed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='moderation.case')),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'wave',
                    'verbose_name_plural': 'waves',
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['person', 'insult', 'hate', 'unreadable', 'repeated', 'other_matter', 'advertisement'])), name='wave_reason_known')],
                },
            ), migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('old_state', models.CharField(choices=[('held', 'Waiting to be read'), ('shown', 'Shown'), ('hidden', 'Hidden')], max_length=8)),
                    ('old_reason', models.CharField(blank=True, choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16)),
                    ('old_looked_at', models.DateTimeField(null=True)),
                    ('state', models.CharField(choices=[('held', 'Waiting to be read'), ('shown', 'Shown'), ('hidden', 'Hidden')], max_length=8)),
                    ('reason', models.CharField(blank=True, choices=[('person', 'It tells about a person who can be recognised'), ('insult', 'It insults or threatens somebody'), ('hate', 'It incites hatred against a group of people'), ('unreadable', 'It cannot be understood'), ('repeated', 'The same was sent many times'), ('other_matter', 'It is not about what was asked'), ('advertisement', 'It advertises something')], max_length=16)),
                    ('is_redacted', models.BooleanField(default=False)),
                    ('is_second', models.BooleanField(default=False)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='moderation.case')),
                    ('wave', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='moderation.wave')),
                ],
                options={
                    'verbose_name': 'decision of moderation',
                    'verbose_name_plural': 'decisions of moderation',
                    'indexes': [models.Index(fields=['case', 'id'], name='decision_of_case')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['held', 'shown', 'hidden'])), name='decision_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'hidden'), ('reason__in', ['person', 'insult', 'hate', 'unreadable', 'repeated', 'other_matter', 'advertisement'])), models.Q(models.Q(('state', 'hidden'), _negated=True), ('reason', '')), _connector='OR'), name='decision_state_has_reason')],
                    'triggers': [pgtrigger.compiler.Trigger(name='as_decided', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."old_state" IS DISTINCT FROM (NEW."old_state") OR OLD."old_reason" IS DISTINCT FROM (NEW."old_reason") OR OLD."old_looked_at" IS DISTINCT FROM (NEW."old_looked_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."is_redacted" IS DISTINCT FROM (NEW."is_redacted") OR OLD."is_second" IS DISTINCT FROM (NEW."is_second") OR OLD."wave_id" IS DISTINCT FROM (NEW."wave_id") OR OLD."at" IS DISTINCT FROM (NEW."at"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0569efbef5a79d1e78a0577597f452db77f94546', operation='UPDATE', pgid='pgtrigger_as_decided_5b983', table='moderation_decision', when='BEFORE')), pgtrigger.compiler.Trigger(name='not_by_the_concerned', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.by_id IS NOT NULL)', func="\n                IF EXISTS (SELECT FROM moderation_case WHERE id = NEW.case_id AND NEW.by_id = ANY(concerns))\n                    OR EXISTS (SELECT FROM moderation_report\n                        WHERE case_id = NEW.case_id AND reporter_id = NEW.by_id) THEN\n                    RAISE EXCEPTION 'Nobody moderates what concerns them.' USING ERRCODE = 'check_violation';\n                END IF;\n                IF NEW.is_second AND NEW.by_id = (\n                    SELECT by_id FROM moderation_decision WHERE case_id = NEW.case_id AND state = 'hidden'\n                        AND NOT is_second ORDER BY id DESC LIMIT 1) THEN\n                    RAISE EXCEPTION 'An appeal is decided by another person.'\n                        USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n                ", hash='6d4a6b6cafc4fee6388d9e170188db4dca644500', operation='INSERT', pgid='pgtrigger_not_by_the_concerned_4621f', table='moderation_decision', when='BEFORE'))],
                },
            )],
        ),
    ]
