from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_initial")]

    operations = [
        migrations.AddField(model_name="job", name="reach", field=models.JSONField(blank=True, default=dict)),
    ]
