"""Purchases of projects that are carried out."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('proposals', '0009_letters_on_paper'),
    ]

    operations = [
        migrations.CreateModel(
            name='Purchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(default='ledger', max_length=40, verbose_name='ledger')),
                ('reference', models.CharField(max_length=60, verbose_name='number of the order')),
                ('supplier', models.CharField(blank=True, max_length=160, verbose_name='supplier')),
                ('what', models.CharField(max_length=300, verbose_name='what is bought')),
                ('ordered_on', models.DateField(verbose_name='day of the order')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount ordered')),
                ('account', models.CharField(blank=True, max_length=80, verbose_name='account')),
                ('state', models.CharField(choices=[('ordered', 'Ordered'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled')], default='ordered', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'purchase',
                'verbose_name_plural': 'purchases',
                'ordering': ('ordered_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='PurchaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('source', models.CharField(default='ledger', max_length=40, verbose_name='ledger')),
                ('reference', models.CharField(max_length=60, verbose_name='number of the order')),
                ('what', models.CharField(max_length=300, verbose_name='what is bought')),
                ('ordered_on', models.DateField(verbose_name='day of the order')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount ordered')),
                ('account', models.CharField(blank=True, max_length=80, verbose_name='account')),
                ('state', models.CharField(choices=[('ordered', 'Ordered'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled')], default='ordered', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='booking',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='purchase',
            name='file',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='proposals.ledgerfile'),
        ),
        migrations.AddField(
            model_name='purchase',
            name='line',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='purchases', to='proposals.budgetline', verbose_name='budget line'),
        ),
        migrations.AddField(
            model_name='purchase',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='purchases', to='proposals.proposal'),
        ),
        migrations.AddField(
            model_name='booking',
            name='purchase',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bookings', to='proposals.purchase', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='bookingevent',
            name='purchase',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.purchase', verbose_name='order'),
        ),
        migrations.AddConstraint(
            model_name='booking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'ordered'), _negated=True), ('purchase__isnull', False), _connector='OR'), name='booking_ordered_of_purchase'),
        ),
        migrations.AddField(
            model_name='purchaseevent',
            name='line',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.budgetline', verbose_name='budget line'),
        ),
        migrations.AddField(
            model_name='purchaseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='purchaseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', related_query_name='+', to='proposals.purchase'),
        ),
        migrations.AddField(
            model_name='purchaseevent',
            name='proposal',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='proposals.proposal'),
        ),
        migrations.AddConstraint(
            model_name='purchase',
            constraint=models.UniqueConstraint(fields=('source', 'reference'), name='purchase_once_a_source'),
        ),
        migrations.AddConstraint(
            model_name='purchase',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ordered', 'delivered', 'cancelled'])), name='purchase_state_known'),
        ),
        migrations.AddConstraint(
            model_name='purchase',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='purchase_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='purchase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reference', ''), _negated=True), models.Q(('what', ''), _negated=True)), name='purchase_is_told'),
        ),
        migrations.AddConstraint(
            model_name='purchase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='purchase_cancelled_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='purchase_of_project', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.purchase_id IS NOT NULL AND NOT EXISTS (\n                        SELECT FROM proposals_purchase WHERE id = NEW.purchase_id AND proposal_id = NEW.proposal_id\n                    ) THEN\n                        RAISE EXCEPTION 'An order is paid by its own project.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7a09ed5f37b06d509409b6106b55ab5cd06da04f', operation='INSERT OR UPDATE', pgid='pgtrigger_purchase_of_project_df2a3', table='proposals_booking', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "purchase_id", "source", "text", "voucher") VALUES (NEW."account", NEW."amount", NEW."date", NEW."file_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."purchase_id", NEW."source", NEW."text", NEW."voucher"); RETURN NULL;', hash='274bd7947eeef13ff80e1a19629efe335ccf7f8c', operation='INSERT', pgid='pgtrigger_insert_insert_8164b', table='proposals_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account" IS DISTINCT FROM (NEW."account") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."date" IS DISTINCT FROM (NEW."date") OR OLD."file_id" IS DISTINCT FROM (NEW."file_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id") OR OLD."purchase_id" IS DISTINCT FROM (NEW."purchase_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."voucher" IS DISTINCT FROM (NEW."voucher"))', func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "purchase_id", "source", "text", "voucher") VALUES (NEW."account", NEW."amount", NEW."date", NEW."file_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."purchase_id", NEW."source", NEW."text", NEW."voucher"); RETURN NULL;', hash='438104fdd214d7f4c8bdf8b99137ecc5bf18461e', operation='UPDATE', pgid='pgtrigger_update_update_75ed9', table='proposals_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='booking',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_bookingevent" ("account", "amount", "date", "file_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "purchase_id", "source", "text", "voucher") VALUES (OLD."account", OLD."amount", OLD."date", OLD."file_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id", OLD."purchase_id", OLD."source", OLD."text", OLD."voucher"); RETURN NULL;', hash='2bb924197c4be923e31f5f2f0a72b38176bfca4e', operation='DELETE', pgid='pgtrigger_delete_delete_6d8ff', table='proposals_booking', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchase',
            trigger=pgtrigger.compiler.Trigger(name='stays_with_project', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.proposal_id, OLD.source, OLD.reference) IS DISTINCT FROM (NEW.proposal_id, NEW.source, NEW.reference))', func='RAISE EXCEPTION \'pgtrigger: Cannot update of "proposal_id", "source", "reference" rows from % table\', TG_TABLE_NAME;', hash='38e75c32c76a560aa8c6d406ef20ffa1c526344c', operation='UPDATE OF "proposal_id", "source", "reference"', pgid='pgtrigger_stays_with_project_08bb2', table='proposals_purchase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchase',
            trigger=pgtrigger.compiler.Trigger(name='line_of_project', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.line_id IS NOT NULL AND NOT EXISTS (\n                        SELECT FROM proposals_budgetline WHERE id = NEW.line_id AND proposal_id = NEW.proposal_id\n                    ) THEN\n                        RAISE EXCEPTION 'A purchase is made from a budget line of its own project.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='669a3019a508719af9fcbe36855cfb05624747ed', operation='INSERT OR UPDATE', pgid='pgtrigger_line_of_project_a7c1e', table='proposals_purchase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_purchaseevent" ("account", "amount", "id", "line_id", "made_at", "ordered_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "reference", "source", "state", "what") VALUES (NEW."account", NEW."amount", NEW."id", NEW."line_id", NEW."made_at", NEW."ordered_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposal_id", NEW."reason", NEW."reference", NEW."source", NEW."state", NEW."what"); RETURN NULL;', hash='f87d1501391087ad909d0054851a88bd5b6346a8', operation='INSERT', pgid='pgtrigger_insert_insert_03cb5', table='proposals_purchase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."account" IS DISTINCT FROM (NEW."account") OR OLD."amount" IS DISTINCT FROM (NEW."amount") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."line_id" IS DISTINCT FROM (NEW."line_id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."ordered_on" IS DISTINCT FROM (NEW."ordered_on") OR OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."what" IS DISTINCT FROM (NEW."what"))', func='INSERT INTO "proposals_purchaseevent" ("account", "amount", "id", "line_id", "made_at", "ordered_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "reference", "source", "state", "what") VALUES (NEW."account", NEW."amount", NEW."id", NEW."line_id", NEW."made_at", NEW."ordered_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposal_id", NEW."reason", NEW."reference", NEW."source", NEW."state", NEW."what"); RETURN NULL;', hash='53300c75b0eb4f521995dd52846d5d5a7a71384d', operation='UPDATE', pgid='pgtrigger_update_update_7eb95', table='proposals_purchase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_purchaseevent" ("account", "amount", "id", "line_id", "made_at", "ordered_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal_id", "reason", "reference", "source", "state", "what") VALUES (OLD."account", OLD."amount", OLD."id", OLD."line_id", OLD."made_at", OLD."ordered_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposal_id", OLD."reason", OLD."reference", OLD."source", OLD."state", OLD."what"); RETURN NULL;', hash='99db79e101ad516d6937689eaf01068446925c45', operation='DELETE', pgid='pgtrigger_delete_delete_564ad', table='proposals_purchase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='purchaseevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='78aea061f28abe42553012fdef9aa42f5e313c3a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f2d4e', table='proposals_purchaseevent', when='BEFORE')),
        ),
    ]
