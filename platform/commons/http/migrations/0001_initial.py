import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('body', models.JSONField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='answer_age')],
                'constraints': [models.UniqueConstraint(fields=('scope', 'key'), name='answer_once_a_key')],
            },
        ),
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('scope', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('tokens', models.FloatField()),
                ('filled_at', models.DateTimeField(db_index=True)),
            ],
        ),
        # Losing the buckets at a power cut is harmless; writing them twice on every request is not.
        migrations.RunSQL('ALTER TABLE http_bucket SET UNLOGGED', 'ALTER TABLE http_bucket SET LOGGED'),
    ]
