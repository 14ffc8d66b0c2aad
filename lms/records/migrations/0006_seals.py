import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("records", "0005_more_kinds_of_activity")]
    operations = [
        migrations.CreateModel(
            name="SealedRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField(verbose_name="level")),
                ("start", models.PositiveBigIntegerField(verbose_name="place of the first")),
                ("width", models.PositiveSmallIntegerField(verbose_name="how many")),
                ("hashes", models.BinaryField(verbose_name="hashes")),
                ("first_id", models.BigIntegerField(verbose_name="first record")),
                ("last_id", models.BigIntegerField(verbose_name="last record")),
            ],
            options={
                "verbose_name": "sealed hashes",
                "verbose_name_plural": "sealed hashes",
                "indexes": [models.Index(fields=["level", "last_id"], name="sealed_run_by_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("level", "start"), name="sealed_run_once"),
                    models.CheckConstraint(
                        condition=Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.math.Mod(F("start"), 256) + F("width"), 256
                            ),
                            width__gte=1,
                        ),
                        name="sealed_run_lies_in_one_tile",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("hashes"), F("width") * 32
                        ),
                        name="sealed_run_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=Q(first_id__lte=F("last_id")), name="sealed_run_records_are_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreeHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.PositiveBigIntegerField(unique=True, verbose_name="records")),
                ("root", models.BinaryField(verbose_name="root")),
                ("at", models.DateTimeField(verbose_name="sealed at")),
                ("origin", models.CharField(max_length=200, verbose_name="origin")),
                ("key_id", models.CharField(max_length=8, verbose_name="key")),
                ("signature", models.BinaryField(verbose_name="signature")),
            ],
            options={
                "verbose_name": "tree head",
                "verbose_name_plural": "tree heads",
                "constraints": [
                    models.CheckConstraint(condition=Q(size__gte=1), name="tree_head_is_over_something"),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("root"), 32),
                        name="tree_head_has_a_root",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("signature"), 64
                        ),
                        name="tree_head_is_signed",
                    ),
                ],
            },
        ),
    ]
