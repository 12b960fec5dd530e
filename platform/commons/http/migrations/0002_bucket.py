from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('http', '0001_initial'),
    ]

    operations = [
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
