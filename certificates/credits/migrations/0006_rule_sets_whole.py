import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credits", "0005_rules_into_sets")]
    operations = [
        migrations.AlterField(
            model_name='creditrule',
            name='rule_set',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='credits.ruleset', verbose_name='set of rules'),
        ),
        migrations.RemoveField(
            model_name='creditrule',
            name='authority',
        ),
        migrations.RemoveField(
            model_name='creditrule',
            name='valid_from',
        ),
        migrations.RemoveField(
            model_name='creditrule',
            name='valid_to',
        ),
        migrations.AddConstraint(
            model_name='creditline',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('record', 'authority', 'sequence'), name='credit_line_in_sequence'),
        ),
        migrations.AddConstraint(
            model_name='creditline',
            constraint=models.CheckConstraint(condition=models.Q(('reverses__isnull', False), models.Q(('capped_by', ''), ('hundredths', models.F('uncapped_hundredths')), ('hundredths__gt', 0)), models.Q(models.Q(('capped_by', ''), _negated=True), ('hundredths__lt', models.F('uncapped_hundredths'))), _connector='OR'), name='credit_line_says_which_cap'),
        ),
        migrations.AddConstraint(
            model_name='creditrule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('earns', 'minutes'), ('unit_minutes__gte', 1), ('unit_minutes__isnull', False)), models.Q(('earns__in', ['activity', 'day']), ('unit_minutes', None)), _connector='OR'), name='credit_rule_unit_is_whole', violation_error_message='A rule by the minutes says how many minutes make a unit; any other rule leaves them blank.'),
        ),
        migrations.AddConstraint(
            model_name='creditrule',
            constraint=models.CheckConstraint(condition=models.Q(('category', ''), _negated=True), name='credit_rule_has_a_kind', violation_error_message='A rule says which kind of credit it earns.'),
        ),
    ]
