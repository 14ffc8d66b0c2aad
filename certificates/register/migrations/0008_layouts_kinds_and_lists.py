import certificates.register.models.kinds
import certificates.register.models.numbering
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lms.kit.triggers import triggers_kept


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0002_initial'),
        ('people', '0003_lean_indexes'),
        ('records', '0004_reversal_permission'),
        ('register', '0007_doubts'),
        ('schemes', '0004_choices'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = triggers_kept('register_certificate', [
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name of the layout')),
                ('kind', models.CharField(choices=[('completion', 'certificate of completion'), ('credit', 'credit certificate'), ('pass', 'certificate of having passed'), ('honor', 'certificate of honor'), ('appointment', 'letter of appointment')], default='completion', max_length=20, verbose_name='kind')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='out of use since')),
            ],
            options={
                'verbose_name': 'certificate layout',
                'verbose_name_plural': 'certificate layouts',
            },
        ),
        migrations.CreateModel(
            name='LayoutVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('code', models.CharField(max_length=40, unique=True)),
                ('design', models.JSONField(verbose_name='design')),
                ('background', models.FileField(blank=True, max_length=120, storage=certificates.register.models.kinds.private_storage, upload_to='', verbose_name='background')),
                ('seal', models.FileField(blank=True, max_length=120, storage=certificates.register.models.kinds.private_storage, upload_to='', verbose_name='seal')),
                ('autograph', models.FileField(blank=True, max_length=120, storage=certificates.register.models.kinds.private_storage, upload_to='', verbose_name='image of the signature')),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'version of a certificate layout',
                'verbose_name_plural': 'versions of certificate layouts',
            },
        ),
        migrations.CreateModel(
            name='NumberPattern',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('completion', 'certificate of completion'), ('credit', 'credit certificate'), ('pass', 'certificate of having passed'), ('honor', 'certificate of honor'), ('appointment', 'letter of appointment')], help_text='Blank: all kinds.', max_length=20, verbose_name='kind')),
                ('pattern', models.CharField(help_text='For example {issuer}-{kind}-{year}-{serial:06}. {scheme} is the code of the training scheme.', max_length=60, validators=[certificates.register.models.numbering.validate_pattern], verbose_name='pattern')),
                ('made_at', models.DateTimeField(editable=False, verbose_name='made')),
            ],
            options={
                'verbose_name': 'number pattern',
                'verbose_name_plural': 'number patterns',
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('basis', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'recipient of a certificate',
                'verbose_name_plural': 'recipients of certificates',
            },
        ),
        migrations.AlterModelOptions(
            name='batch',
            options={'permissions': [('approve_batch', 'Can approve batches of certificates')], 'verbose_name': 'batch of certificates', 'verbose_name_plural': 'batches of certificates'},
        ),
        migrations.AddField(
            model_name='batch',
            name='activity',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.activity'),
        ),
        migrations.AddField(
            model_name='batch',
            name='by_one_person',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='batch',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='batch',
            name='proposal',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='batch',
            name='reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='batch',
            name='terms',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='batch',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='batch',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batch',
            name='year',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='year'),
        ),
        migrations.AddField(
            model_name='certificate',
            name='ground',
            field=models.CharField(blank=True, editable=False, max_length=80),
        ),
        migrations.AlterField(
            model_name='batch',
            name='approved_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='approved'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='cohort',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='schemes.cohort', verbose_name='class'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='kind',
            field=models.CharField(choices=[('completion', 'certificate of completion'), ('credit', 'credit certificate'), ('pass', 'certificate of having passed'), ('honor', 'certificate of honor'), ('appointment', 'letter of appointment')], default='completion', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='batch',
            name='made_at',
            field=models.DateTimeField(verbose_name='proposed'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='kind',
            field=models.CharField(choices=[('completion', 'certificate of completion'), ('credit', 'credit certificate'), ('pass', 'certificate of having passed'), ('honor', 'certificate of honor'), ('appointment', 'letter of appointment')], default='completion', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='traineeship',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='schemes.traineeship'),
        ),
        migrations.AlterField(
            model_name='numberseries',
            name='kind',
            field=models.CharField(choices=[('completion', 'certificate of completion'), ('credit', 'credit certificate'), ('pass', 'certificate of having passed'), ('honor', 'certificate of honor'), ('appointment', 'letter of appointment')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued'), models.Q(('ground', ''), _negated=True)), fields=('person', 'kind', 'ground'), name='certificate_valid_once_per_ground', violation_error_message='This person already holds a valid certificate for this.'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(fields=('batch', 'person'), name='certificate_once_per_batch'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', ''), ('kind', 'completion'), ('traineeship__isnull', False)), models.Q(models.Q(('kind', 'completion'), _negated=True), ('traineeship', None), models.Q(('ground', ''), _negated=True)), _connector='OR'), name='certificate_rests_on_something'),
        ),
        migrations.AddField(
            model_name='layout',
            name='issuer',
            field=models.ForeignKey(blank=True, help_text="Whose certificates may look like this. Blank: everybody's.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='issuer'),
        ),
        migrations.AddField(
            model_name='layout',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='layout',
            name='retired_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='layoutversion',
            name='layout',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='register.layout'),
        ),
        migrations.AddField(
            model_name='layoutversion',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batch',
            name='layout_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='register.layoutversion'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at', None), ('withdrawn_by', None)), models.Q(('approved_at', None), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='batch_withdrawal_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'completion'), ('kind', 'appointment'), models.Q(('kind', 'credit'), ('year__isnull', False)), models.Q(('activity__isnull', False), ('kind', 'pass')), models.Q(('kind', 'honor'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='batch_says_what_for'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(condition=models.Q(('approved_at', None), ('withdrawn_at', None), models.Q(('digest', ''), _negated=True)), fields=('cohort', 'kind'), name='batch_waits_once', violation_error_message='A list of this kind already waits for approval in this class.'),
        ),
        migrations.AddField(
            model_name='numberpattern',
            name='issuer',
            field=models.ForeignKey(blank=True, help_text='Blank: all issuers that have none of their own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation', verbose_name='issuer'),
        ),
        migrations.AddField(
            model_name='numberpattern',
            name='made_by',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recipient',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='register.batch'),
        ),
        migrations.AddField(
            model_name='recipient',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='recipient',
            name='traineeship',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schemes.traineeship'),
        ),
        migrations.AddConstraint(
            model_name='layout',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='layout_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='layout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at', None), ('retired_by', None)), models.Q(('retired_at__isnull', False), ('retired_by__isnull', False)), _connector='OR'), name='layout_retirement_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='layoutversion',
            constraint=models.UniqueConstraint(fields=('layout', 'number'), name='layout_version_once'),
        ),
        migrations.AddConstraint(
            model_name='layoutversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='layout_versions_begin_at_one'),
        ),
        migrations.AddConstraint(
            model_name='layoutversion',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='layout_version_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='numberpattern',
            constraint=models.UniqueConstraint(fields=('issuer', 'kind'), name='pattern_once_per_issuer_and_kind', violation_error_message='This issuer already has a pattern for this kind. Change that one.'),
        ),
        migrations.AddConstraint(
            model_name='numberpattern',
            constraint=models.UniqueConstraint(condition=models.Q(('issuer', None)), fields=('kind',), name='pattern_for_everybody_once', violation_error_message='There is already a pattern for everybody for this kind. Change that one.'),
        ),
        migrations.AddConstraint(
            model_name='numberpattern',
            constraint=models.CheckConstraint(condition=models.Q(('pattern__contains', '{year}'), ('pattern__contains', '-{serial:0')), name='pattern_has_year_and_serial', violation_error_message='A pattern names {year} and ends with -{serial:06}.'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(fields=('batch', 'person'), name='recipient_once_per_batch'),
        ),
    ])
