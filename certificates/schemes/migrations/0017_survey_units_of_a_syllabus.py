import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('schemes', '0016_survey_versions_only_grow'),
    ]

    operations = [
        migrations.AddField(
            model_name='surveygap',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schemes.syllabusunit', verbose_name='unit'),
        ),
        migrations.AddField(
            model_name='surveyunit',
            name='unit',
            field=models.ForeignKey(blank=True, help_text='Whoever has this gap then reads when and where their class teaches it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schemes.syllabusunit', verbose_name='unit of the syllabus'),
        ),
    ]
