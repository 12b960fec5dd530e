import commons.audit.at_once
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0001_initial'),
    ]

    operations = [
        commons.audit.at_once.AtOnce(
            operations=[migrations.CreateModel(
                name='Cycle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, unique=True, verbose_name='identifier in addresses')),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('summary_fi', models.TextField(blank=True, verbose_name='what it is about')),
                    ('summary_sv', models.TextField(blank=True, verbose_name='what it is about')),
                    ('summary_en', models.TextField(blank=True, verbose_name='what it is about')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                    ('is_published', models.BooleanField(default=False, verbose_name='visible to everybody')),
                    ('is_imported', models.BooleanField(default=False, editable=False, verbose_name='made from a file')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cycles', to='places.area', verbose_name='area')),
                ],
                options={
                    'verbose_name': 'budget year',
                    'verbose_name_plural': 'budget years',
                    'ordering': ('-year', '-pk'),
                    'constraints': [models.CheckConstraint(condition=models.Q(('year__range', (1989, 2200))), name='cycle_year_sane')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_cycleevent" ("area_id", "created_at", "currency", "id", "is_imported", "is_published", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary_en", "summary_fi", "summary_sv", "year") VALUES (NEW."area_id", NEW."created_at", NEW."currency", NEW."id", NEW."is_imported", NEW."is_published", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."summary_en", NEW."summary_fi", NEW."summary_sv", NEW."year"); RETURN NULL;', hash='59c922d5dc16ebdaf5f62c378d63ce05c3b06d73', operation='INSERT', pgid='pgtrigger_insert_insert_9b877', table='process_cycle', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_cycleevent" ("area_id", "created_at", "currency", "id", "is_imported", "is_published", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary_en", "summary_fi", "summary_sv", "year") VALUES (NEW."area_id", NEW."created_at", NEW."currency", NEW."id", NEW."is_imported", NEW."is_published", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."summary_en", NEW."summary_fi", NEW."summary_sv", NEW."year"); RETURN NULL;', hash='50f87e34530db3593f43da80c493fa67b98b5805', operation='UPDATE', pgid='pgtrigger_update_update_c6a04', table='process_cycle', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_cycleevent" ("area_id", "created_at", "currency", "id", "is_imported", "is_published", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary_en", "summary_fi", "summary_sv", "year") VALUES (OLD."area_id", OLD."created_at", OLD."currency", OLD."id", OLD."is_imported", OLD."is_published", OLD."name_en", OLD."name_fi", OLD."name_sv", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."summary_en", OLD."summary_fi", OLD."summary_sv", OLD."year"); RETURN NULL;', hash='2e968caf8e17e2f846fa5f16ab6cbdcfa089d4bd', operation='DELETE', pgid='pgtrigger_delete_delete_4c38b', table='process_cycle', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='CycleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='identifier in addresses')),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('summary_fi', models.TextField(blank=True, verbose_name='what it is about')),
                    ('summary_sv', models.TextField(blank=True, verbose_name='what it is about')),
                    ('summary_en', models.TextField(blank=True, verbose_name='what it is about')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                    ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                    ('is_published', models.BooleanField(default=False, verbose_name='visible to everybody')),
                    ('is_imported', models.BooleanField(default=False, editable=False, verbose_name='made from a file')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.area', verbose_name='area')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='process.cycle')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9ed88bb5e86065b30da1c0974d87f2088c050cce', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5f23a', table='process_cycleevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Envelope',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, verbose_name='identifier')),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('position', models.PositiveIntegerField(default=0, verbose_name='order in lists')),
                    ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='places.area')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='envelopes', to='process.cycle')),
                ],
                options={
                    'verbose_name': 'envelope',
                    'verbose_name_plural': 'envelopes',
                    'ordering': ('position', 'pk'),
                    'constraints': [models.UniqueConstraint(fields=('cycle', 'slug'), name='envelope_slug_in_cycle')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_envelopeevent" ("area_id", "cycle_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."area_id", NEW."cycle_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='1a68fdbb99ac1c81b822c6838c3cd6e7b67ae6e7', operation='INSERT', pgid='pgtrigger_insert_insert_68d7c', table='process_envelope', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_envelopeevent" ("area_id", "cycle_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."area_id", NEW."cycle_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='1cdb337d2b9564924b1b4889e8c178b6734b4813', operation='UPDATE', pgid='pgtrigger_update_update_34b6f', table='process_envelope', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_envelopeevent" ("area_id", "cycle_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."area_id", OLD."cycle_id", OLD."id", OLD."name_en", OLD."name_fi", OLD."name_sv", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;', hash='327c02432e951cd033fc467d08b2cee5518a2b0c', operation='DELETE', pgid='pgtrigger_delete_delete_f2bea', table='process_envelope', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='Phase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('announce', 'Announcing'), ('propose', 'Proposing'), ('review', 'Reviewing proposals'), ('deliberate', 'Discussing'), ('vote', 'Voting'), ('count', 'Counting'), ('council', 'Council decision'), ('carry_out', 'Carrying out'), ('report', 'Reporting')], max_length=12, verbose_name='kind')),
                    ('opens_at', models.DateTimeField(verbose_name='opens')),
                    ('closes_at', models.DateTimeField(verbose_name='closes')),
                    ('cycle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='process.cycle')),
                ],
                options={
                    'verbose_name': 'phase',
                    'verbose_name_plural': 'phases',
                    'ordering': ('opens_at', 'pk'),
                    'constraints': [models.UniqueConstraint(fields=('cycle', 'kind'), name='phase_kind_once_a_cycle'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='phase_ends_after_start'), models.CheckConstraint(condition=models.Q(('kind__in', ['announce', 'propose', 'review', 'deliberate', 'vote', 'count', 'council', 'carry_out', 'report'])), name='phase_kind_known')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_phaseevent" ("closes_at", "cycle_id", "id", "kind", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closes_at", NEW."cycle_id", NEW."id", NEW."kind", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='b6a12c83f1adcccc668cc024aa1378146d9e4715', operation='INSERT', pgid='pgtrigger_insert_insert_62ec5', table='process_phase', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_phaseevent" ("closes_at", "cycle_id", "id", "kind", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."closes_at", NEW."cycle_id", NEW."id", NEW."kind", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='a5c41ea48507e5fef0c373388ec5cf7367ea4fe8', operation='UPDATE', pgid='pgtrigger_update_update_c377c', table='process_phase', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_phaseevent" ("closes_at", "cycle_id", "id", "kind", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."closes_at", OLD."cycle_id", OLD."id", OLD."kind", OLD."opens_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='0a80997393c128279fb2554a8fc522eecf0798fe', operation='DELETE', pgid='pgtrigger_delete_delete_60d06', table='process_phase', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='EnvelopeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('slug', models.SlugField(db_index=False, max_length=80, verbose_name='identifier')),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('position', models.PositiveIntegerField(default=0, verbose_name='order in lists')),
                    ('area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.area')),
                    ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.cycle')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='process.envelope')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f0a754078a7d082a069fed7ae8835a13215d4222', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4648', table='process_envelopeevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='FundingSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='process.envelope')),
                ],
                options={
                    'verbose_name': 'funding source',
                    'verbose_name_plural': 'funding sources',
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='funding_amount_positive')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_fundingsourceevent" ("amount", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."envelope_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='8d4661e6405c93ed7dad5ca53e40c48992262605', operation='INSERT', pgid='pgtrigger_insert_insert_53877', table='process_fundingsource', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_fundingsourceevent" ("amount", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."envelope_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='3a8254ab652e65aeefd86b00056535234527564b', operation='UPDATE', pgid='pgtrigger_update_update_708ad', table='process_fundingsource', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_fundingsourceevent" ("amount", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."envelope_id", OLD."id", OLD."name_en", OLD."name_fi", OLD."name_sv", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='ae6b761770d635e11c18a5ca2f656eda095b4648', operation='DELETE', pgid='pgtrigger_delete_delete_e1af9', table='process_fundingsource', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='PhaseEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('announce', 'Announcing'), ('propose', 'Proposing'), ('review', 'Reviewing proposals'), ('deliberate', 'Discussing'), ('vote', 'Voting'), ('count', 'Counting'), ('council', 'Council decision'), ('carry_out', 'Carrying out'), ('report', 'Reporting')], max_length=12, verbose_name='kind')),
                    ('opens_at', models.DateTimeField(verbose_name='opens')),
                    ('closes_at', models.DateTimeField(verbose_name='closes')),
                    ('cycle', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.cycle')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='process.phase')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bfbb046840544e9b395d202c8daa080b9c6b4579', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_98f0f', table='process_phaseevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='FundingSourceEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name_fi', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_sv', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=160, verbose_name='name')),
                    ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                    ('envelope', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.envelope')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='process.fundingsource')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='67f27d5007d349bcd5857322c7b50be14a7649a8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b891d', table='process_fundingsourceevent', when='BEFORE'))],
                },
            )],
        ),
    ]
