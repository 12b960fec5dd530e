import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, verbose_name='identifier')),
                ('path', models.CharField(editable=False, max_length=400, unique=True)),
                ('name_fi', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('name_sv', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('outline', models.JSONField(blank=True, null=True, verbose_name='outline')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='order in lists')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='places.area')),
                ('east', models.FloatField(blank=True, editable=False, null=True)),
                ('north', models.FloatField(blank=True, editable=False, null=True)),
                ('outline_shown', models.JSONField(blank=True, editable=False, null=True, verbose_name='outline on maps')),
                ('south', models.FloatField(blank=True, editable=False, null=True)),
                ('west', models.FloatField(blank=True, editable=False, null=True)),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ('position', 'path'),
                'indexes': [models.Index(fields=['path'], name='area_path_prefix', opclasses=['varchar_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('parent', 'slug'), name='area_slug_under_parent', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='area_point_on_earth')],
                'triggers': [pgtrigger.compiler.Trigger(name='keep_path', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    NEW.path := COALESCE((SELECT path FROM places_area WHERE id = NEW.parent_id), '') || NEW.slug || '/';\n    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT NULL AND (\n        NEW.parent_id = NEW.id\n        OR starts_with((SELECT path FROM places_area WHERE id = NEW.parent_id), OLD.path)\n    ) THEN\n        RAISE EXCEPTION 'an area cannot lie inside itself' USING ERRCODE = 'check_violation',\n            CONSTRAINT = 'area_not_inside_itself';\n    END IF;\n    RETURN NEW;\n", hash='d77bb6c3dcbf011a70df287e614e3a6d79551fde', operation='INSERT OR UPDATE OF "parent_id", "slug", "path"', pgid='pgtrigger_keep_path_4d120', table='places_area', when='BEFORE')), pgtrigger.compiler.Trigger(name='take_along', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.path <> OLD.path THEN\n        UPDATE places_area SET path = NEW.path || slug || '/' WHERE parent_id = NEW.id;\n    END IF;\n    RETURN NULL;\n", hash='9ffb07ef2a38162780158e7a11d56036ba822b4a', operation='UPDATE', pgid='pgtrigger_take_along_6bf4b', table='places_area', when='AFTER')), pgtrigger.compiler.Trigger(name='keep_box', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    SELECT min((point->>0)::float), min((point->>1)::float), max((point->>0)::float), max((point->>1)::float)\n    INTO NEW.west, NEW.south, NEW.east, NEW.north\n    FROM jsonb_path_query(NEW.outline, '$.coordinates[*][*][*]') AS point;\n    RETURN NEW;\n", hash='44a42479aefd209f26b9093bdddb7da430f55e73', operation='INSERT OR UPDATE OF "outline", "west", "south", "east", "north"', pgid='pgtrigger_keep_box_91ed8', table='places_area', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('filename', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'uploaded file',
                'verbose_name_plural': 'uploaded files',
            },
        ),
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('age_min', models.PositiveSmallIntegerField(verbose_name='from age')),
                ('age_max', models.PositiveSmallIntegerField(verbose_name='to age')),
                ('persons', models.PositiveIntegerField(verbose_name='persons')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='population', to='places.area')),
            ],
            options={
                'verbose_name': 'population figure',
                'verbose_name_plural': 'population figures',
                'ordering': ('area', 'year', 'age_min'),
                'constraints': [models.UniqueConstraint(fields=('area', 'year', 'age_min'), name='population_band_once'), models.CheckConstraint(condition=models.Q(('age_max__gte', models.F('age_min'))), name='population_band_order')],
            },
        ),
    ]
