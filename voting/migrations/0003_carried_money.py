"""Money that is carried from one year to another."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('process', '0003_carried_money'),
        ('voting', '0002_report_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarriedMoney',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('placed_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'verbose_name': 'money carried over',
                'verbose_name_plural': 'money carried over',
                'ordering': ('freed__session__held_on', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='councilfreed',
            name='anew',
            field=models.BooleanField(default=False, verbose_name='decides anew on what was carried before'),
        ),
        migrations.AddField(
            model_name='councilfreed',
            name='carried',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=14),
        ),
        migrations.AddField(
            model_name='councilfreed',
            name='rest',
            field=models.CharField(blank=True, choices=[('next', 'It goes to the next on the list of the count'), ('carry_over', 'It is carried over, into the pot that is named'), ('next_cycle', 'It goes to the next budget year')], default='', max_length=10, verbose_name='what becomes of what they leave'),
        ),
        migrations.AddField(
            model_name='councilfreed',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.envelope'),
        ),
        migrations.AddField(
            model_name='councilfreed',
            name='with_unused',
            field=models.BooleanField(default=False, verbose_name='with what was left before'),
        ),
        migrations.AlterField(
            model_name='councilfreed',
            name='use',
            field=models.CharField(choices=[('next', 'It goes to the next on the list of the count'), ('carry_over', 'It is carried over, into the pot that is named'), ('next_cycle', 'It goes to the next budget year')], max_length=10, verbose_name='what becomes of the money'),
        ),
        migrations.AddConstraint(
            model_name='councilfreed',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('carried', 0), ('rest', ''), ('target__isnull', True), ('use', 'next')), models.Q(('carried__gte', 0), ('rest', 'carry_over'), ('target__isnull', False), ('use', 'next')), models.Q(('carried__gte', 0), ('rest', 'next_cycle'), ('target__isnull', True), ('use', 'next')), models.Q(('carried', models.F('freed')), ('rest', ''), ('target__isnull', False), ('use', 'carry_over')), models.Q(('carried', models.F('freed')), ('rest', ''), ('target__isnull', True), ('use', 'next_cycle')), _connector='OR'), name='council_freed_goes_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='councilfreed',
            constraint=models.CheckConstraint(condition=models.Q(('carried__lte', models.F('freed'))), name='council_carried_of_freed'),
        ),
        migrations.AddField(
            model_name='carriedmoney',
            name='freed',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='carried_money', to='voting.councilfreed'),
        ),
        migrations.AddField(
            model_name='carriedmoney',
            name='source',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='process.fundingsource'),
        ),
        migrations.AddField(
            model_name='carriedmoney',
            name='taken_back',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='takes_back', to='voting.councilfreed'),
        ),
        migrations.AddField(
            model_name='carriedmoney',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='process.envelope'),
        ),
        migrations.AddConstraint(
            model_name='carriedmoney',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='carried_money_positive'),
        ),
        migrations.AddConstraint(
            model_name='carriedmoney',
            constraint=models.CheckConstraint(condition=models.Q(('source__isnull', True), models.Q(('taken_back__isnull', True), ('target__isnull', False)), _connector='OR'), name='carried_money_source_in_target'),
        ),
        migrations.AddConstraint(
            model_name='carriedmoney',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('placed_at__isnull', True), ('target__isnull', True)), models.Q(('placed_at__isnull', False), ('target__isnull', False)), _connector='OR'), name='carried_money_placed_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='act_insert', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE told jsonb;', func='told := nullif(current_setting(\'pghistory.context_metadata\', true), \'\')::jsonb;\n    WITH gone AS (SELECT NULL::text AS book, NULL::text AS line WHERE false), come AS (SELECT (SELECT \'vote/\' || s.election_id FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id WHERE f.id = r.freed_id) AS book, (to_jsonb(r))::text AS line FROM come_rows r), lines AS (\n        SELECT book, \'-\' || line AS line FROM (SELECT * FROM gone EXCEPT ALL SELECT * FROM come) a\n        UNION ALL\n        SELECT book, \'+\' || line FROM (SELECT * FROM come EXCEPT ALL SELECT * FROM gone) b\n    )\n    INSERT INTO audit_link (book, at, act, verb, actor, reason, thing, operation, rows, content_hash, previous, hash)\n    SELECT book, clock_timestamp(),\n        nullif(current_setting(\'pghistory.context_id\', true), \'\')::uuid,\n        coalesce(told ->> \'verb\', \'\'), (told ->> \'user\')::bigint, coalesce(told ->> \'reason\', \'\'),\n        TG_TABLE_NAME, TG_OP, count(*),\n        encode(sha256(convert_to(string_agg(line, E\'\\n\' ORDER BY line COLLATE "C"), \'UTF8\')), \'hex\'), \'\', \'\'\n    FROM lines WHERE book IS NOT NULL GROUP BY book ORDER BY book;\n    RETURN NULL;\n', hash='9084b02c5a39120f562838bb36be33a2290ddce5', level='STATEMENT', operation='INSERT', pgid='pgtrigger_act_insert_ae626', referencing='REFERENCING NEW TABLE AS come_rows ', table='voting_carriedmoney', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='act_update', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE told jsonb;', func='told := nullif(current_setting(\'pghistory.context_metadata\', true), \'\')::jsonb;\n    WITH gone AS (SELECT (SELECT \'vote/\' || s.election_id FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id WHERE f.id = r.freed_id) AS book, (to_jsonb(r))::text AS line FROM gone_rows r), come AS (SELECT (SELECT \'vote/\' || s.election_id FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id WHERE f.id = r.freed_id) AS book, (to_jsonb(r))::text AS line FROM come_rows r), lines AS (\n        SELECT book, \'-\' || line AS line FROM (SELECT * FROM gone EXCEPT ALL SELECT * FROM come) a\n        UNION ALL\n        SELECT book, \'+\' || line FROM (SELECT * FROM come EXCEPT ALL SELECT * FROM gone) b\n    )\n    INSERT INTO audit_link (book, at, act, verb, actor, reason, thing, operation, rows, content_hash, previous, hash)\n    SELECT book, clock_timestamp(),\n        nullif(current_setting(\'pghistory.context_id\', true), \'\')::uuid,\n        coalesce(told ->> \'verb\', \'\'), (told ->> \'user\')::bigint, coalesce(told ->> \'reason\', \'\'),\n        TG_TABLE_NAME, TG_OP, count(*) FILTER (WHERE line LIKE \'+%\'),\n        encode(sha256(convert_to(string_agg(line, E\'\\n\' ORDER BY line COLLATE "C"), \'UTF8\')), \'hex\'), \'\', \'\'\n    FROM lines WHERE book IS NOT NULL GROUP BY book ORDER BY book;\n    RETURN NULL;\n', hash='853ba0adcbca63a37bcd142cf9e5061528e10376', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_act_update_98f8a', referencing='REFERENCING OLD TABLE AS gone_rows  NEW TABLE AS come_rows ', table='voting_carriedmoney', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='act_delete', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE told jsonb;', func='told := nullif(current_setting(\'pghistory.context_metadata\', true), \'\')::jsonb;\n    WITH gone AS (SELECT (SELECT \'vote/\' || s.election_id FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id WHERE f.id = r.freed_id) AS book, (to_jsonb(r))::text AS line FROM gone_rows r), come AS (SELECT NULL::text AS book, NULL::text AS line WHERE false), lines AS (\n        SELECT book, \'-\' || line AS line FROM (SELECT * FROM gone EXCEPT ALL SELECT * FROM come) a\n        UNION ALL\n        SELECT book, \'+\' || line FROM (SELECT * FROM come EXCEPT ALL SELECT * FROM gone) b\n    )\n    INSERT INTO audit_link (book, at, act, verb, actor, reason, thing, operation, rows, content_hash, previous, hash)\n    SELECT book, clock_timestamp(),\n        nullif(current_setting(\'pghistory.context_id\', true), \'\')::uuid,\n        coalesce(told ->> \'verb\', \'\'), (told ->> \'user\')::bigint, coalesce(told ->> \'reason\', \'\'),\n        TG_TABLE_NAME, TG_OP, count(*),\n        encode(sha256(convert_to(string_agg(line, E\'\\n\' ORDER BY line COLLATE "C"), \'UTF8\')), \'hex\'), \'\', \'\'\n    FROM lines WHERE book IS NOT NULL GROUP BY book ORDER BY book;\n    RETURN NULL;\n', hash='16a1782edea4ccc0b3b0435febe16a7b40957475', level='STATEMENT', operation='DELETE', pgid='pgtrigger_act_delete_72b9f', referencing='REFERENCING OLD TABLE AS gone_rows ', table='voting_carriedmoney', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='da169ec701794865f3ea5ec324c2b54cf7984ba9', operation='DELETE', pgid='pgtrigger_kept_55764', table='voting_carriedmoney', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='as_decided', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT FROM voting_councilfreed f JOIN voting_councilsession s ON s.id = f.session_id\n                        WHERE f.id = NEW.freed_id AND s.state = 'confirmed' AND f.carried = NEW.amount\n                    ) THEN\n                        RAISE EXCEPTION 'Money is carried over as two officials confirmed it.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='de8215fdcda757c5206249153085aa61188e2f06', operation='INSERT', pgid='pgtrigger_as_decided_ea205', table='voting_carriedmoney', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='moves_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (OLD.freed_id, OLD.amount) IS DISTINCT FROM (NEW.freed_id, NEW.amount)\n                            OR OLD.taken_back_id IS NOT NULL\n                            OR (OLD.target_id IS NOT NULL AND OLD.target_id IS DISTINCT FROM NEW.target_id)\n                            OR (OLD.source_id IS NOT NULL AND NEW.source_id IS DISTINCT FROM OLD.source_id\n                                AND NEW.taken_back_id IS NULL) THEN\n                        RAISE EXCEPTION 'Money that was carried over stays where it is until the council takes it back.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='89c6ce4031b7901d34bb3f2529edcc7b82b91cc6', operation='UPDATE', pgid='pgtrigger_moves_once_27cde', table='voting_carriedmoney', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carriedmoney',
            trigger=pgtrigger.compiler.Trigger(name='to_the_cent', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.source_id IS NOT NULL AND NOT EXISTS (\n                        SELECT FROM process_fundingsource s JOIN voting_councilfreed f ON f.id = NEW.freed_id\n                        WHERE s.id = NEW.source_id AND s.amount = NEW.amount AND s.envelope_id = NEW.target_id\n                            AND s.carried_from_id = f.envelope_id\n                    ) THEN\n                        RAISE EXCEPTION 'What arrives is what was carried, to the cent.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    IF (\n                        SELECT sum(c.amount) FROM voting_carriedmoney c JOIN voting_councilfreed f ON f.id = c.freed_id\n                        WHERE c.taken_back_id IS NULL AND f.envelope_id = (\n                            SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)\n                    ) > (\n                        SELECT sum(s.amount) FROM process_fundingsource s WHERE s.envelope_id = (\n                            SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)\n                    ) + (\n                        SELECT coalesce(sum(c.amount), 0) FROM voting_carriedmoney c\n                        JOIN voting_councilfreed f ON f.id = c.freed_id\n                        WHERE c.taken_back_id IS NULL AND c.source_id IS NULL AND c.target_id <> f.envelope_id\n                            AND c.target_id = (SELECT envelope_id FROM voting_councilfreed WHERE id = NEW.freed_id)\n                    ) THEN\n                        RAISE EXCEPTION 'More is carried out of a pot than lies in it.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='ab7f10fbcfce84e10dfd4fe98dc566ce69779ad6', operation='INSERT OR UPDATE', pgid='pgtrigger_to_the_cent_0478b', table='voting_carriedmoney', when='AFTER')),
        ),
    ]
