"""Money that is carried from one year to another."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('process', '0002_lessons'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='fundingsource',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='fundingsource',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='fundingsource',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='fundingsource',
            name='carried_from',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_on', to='process.envelope', verbose_name='carried from'),
        ),
        migrations.AddField(
            model_name='fundingsourceevent',
            name='carried_from',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='process.envelope', verbose_name='carried from'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingsource',
            trigger=pgtrigger.compiler.Trigger(name='carried_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.carried_from_id IS NOT NULL OR NEW.carried_from_id IS NOT NULL) AND (OLD.carried_from_id, OLD.amount, OLD.envelope_id) IS DISTINCT FROM (NEW.carried_from_id, NEW.amount, NEW.envelope_id))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b50e87452b04dbad85622785674c254e48d5b50f', operation='UPDATE', pgid='pgtrigger_carried_stays_c2d2b', table='process_fundingsource', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingsource',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_fundingsourceevent" ("amount", "carried_from_id", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."carried_from_id", NEW."envelope_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='004b709c1427212371312b842a4d485302f7d814', operation='INSERT', pgid='pgtrigger_insert_insert_53877', table='process_fundingsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingsource',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "process_fundingsourceevent" ("amount", "carried_from_id", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."amount", NEW."carried_from_id", NEW."envelope_id", NEW."id", NEW."name_en", NEW."name_fi", NEW."name_sv", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='badf59fe66cf9c1300f43f8188f10b6af02f007e', operation='UPDATE', pgid='pgtrigger_update_update_708ad', table='process_fundingsource', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundingsource',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "process_fundingsourceevent" ("amount", "carried_from_id", "envelope_id", "id", "name_en", "name_fi", "name_sv", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."amount", OLD."carried_from_id", OLD."envelope_id", OLD."id", OLD."name_en", OLD."name_fi", OLD."name_sv", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='90a391dd431ff1b303fa03b775c1c7e51249cfe2', operation='DELETE', pgid='pgtrigger_delete_delete_e1af9', table='process_fundingsource', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='fundingsource',
            constraint=models.CheckConstraint(condition=models.Q(('carried_from__isnull', True), models.Q(('carried_from', models.F('envelope')), _negated=True), _connector='OR'), name='funding_carried_from_another'),
        ),
    ]
