import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('dataset', models.SlugField(max_length=60, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('rows', models.PositiveBigIntegerField()),
                ('sizes', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'verbose_name': 'edition of a data set',
                'verbose_name_plural': 'editions of data sets',
                'ordering': ('dataset',),
            },
        ),
    ]
