import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Book',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('length', models.BigIntegerField(default=0)),
                ('head', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'verbose_name': 'book of acts',
                'verbose_name_plural': 'books of acts',
                'triggers': [pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1287b2f63025e5ff1e980a2f5893f09bbc72e8d5', operation='DELETE', pgid='pgtrigger_kept_dfec8', table='audit_book', when='BEFORE')), pgtrigger.compiler.Trigger(name='only_grows', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NEW.name <> OLD.name OR NEW.length <> OLD.length + 1 OR NOT EXISTS (\n                        SELECT FROM audit_link WHERE book = NEW.name AND number IS NULL\n                    ) THEN\n                        RAISE EXCEPTION 'A book of acts only grows, by the links that are put into it.'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='62c911f584f8b865bdbe1887ec264fce41377efe', operation='UPDATE', pgid='pgtrigger_only_grows_36329', table='audit_book', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('book', models.CharField(max_length=60)),
                ('number', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('act', models.UUIDField(null=True)),
                ('verb', models.CharField(blank=True, max_length=80)),
                ('actor', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('thing', models.CharField(max_length=63)),
                ('operation', models.CharField(max_length=6)),
                ('rows', models.BigIntegerField()),
                ('content_hash', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'link of a book of acts',
                'verbose_name_plural': 'links of books of acts',
                'ordering': ('book', 'number'),
                'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='audit_link_number_once'), models.CheckConstraint(condition=models.Q(('verb__regex', '^[a-z0-9_.-]*$'), ('book__regex', '^[a-z0-9_/.-]+$')), name='audit_link_names_plain')],
                'triggers': [pgtrigger.compiler.Trigger(name='kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='41d2506aa5a6709098000be40e428e273d1dc534', operation='DELETE', pgid='pgtrigger_kept_66389', table='audit_link', when='BEFORE')), pgtrigger.compiler.Trigger(name='begins_open', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    NEW.number := NULL; NEW.at := clock_timestamp(); NEW.previous := ''; NEW.hash := '';\n                    RETURN NEW;\n                ", hash='be1ec23c2e936229393d9603f98dd4ff0b54dbfa', operation='INSERT', pgid='pgtrigger_begins_open_3359b', table='audit_link', when='BEFORE')), pgtrigger.compiler.Trigger(name='closed_at_commit', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func='UPDATE audit_link SET number = 0 WHERE id = NEW.id AND number IS NULL; RETURN NULL;', hash='346f82cf996f9c28ca6f0fef0ec12325f92b1457', operation='INSERT', pgid='pgtrigger_closed_at_commit_9d94a', table='audit_link', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='chained', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE shelf audit_book;', func='\n                    IF OLD.number IS NOT NULL THEN\n                        RAISE EXCEPTION \'A link of a book of acts is never changed.\'\n                            USING ERRCODE = \'restrict_violation\';\n                    END IF;\n                    NEW := OLD;\n                    INSERT INTO audit_book (name, length, head) VALUES (OLD.book, 0, repeat(\'0\', 64))\n                        ON CONFLICT DO NOTHING;\n                    SELECT * INTO shelf FROM audit_book WHERE name = OLD.book FOR UPDATE;\n                    NEW.number := shelf.length + 1;\n                    NEW.previous := shelf.head;\n                    NEW.at := clock_timestamp();\n                    NEW.hash := encode(sha256(convert_to(concat_ws(E\'\\n\',\n                        NEW.book, NEW.number,\n                        to_char(NEW.at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'),\n                        coalesce(NEW.act::text, \'\'), NEW.verb, coalesce(NEW.actor::text, \'\'),\n                        CASE NEW.reason WHEN \'\' THEN \'\'\n                            ELSE encode(sha256(convert_to(NEW.reason, \'UTF8\')), \'hex\') END,\n                        NEW.thing, NEW.operation, NEW.rows, NEW.content_hash, NEW.previous\n                    ), \'UTF8\')), \'hex\');\n                    UPDATE audit_book SET length = NEW.number, head = NEW.hash WHERE name = OLD.book;\n                    RETURN NEW;\n                ', hash='9fb48ae57b71a7534ae76c17cd7ec00fdb1536dc', operation='UPDATE', pgid='pgtrigger_chained_c7535', table='audit_link', when='BEFORE'))],
            },
        ),
    ]
