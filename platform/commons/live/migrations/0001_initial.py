import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='TopicVersion',
            fields=[
                ('name', models.CharField(max_length=94, primary_key=True, serialize=False)),
                ('version', models.PositiveBigIntegerField()),
                ('epoch', models.UUIDField(default=uuid.uuid4)),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
    ]
