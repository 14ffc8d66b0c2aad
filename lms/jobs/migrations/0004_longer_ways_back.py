from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_reach")]

    operations = [migrations.AlterField("job", "return_url", models.CharField(blank=True, max_length=600))]
