from django.db import migrations, models

from lms.kit.triggers import refuse

TABLE = "credits_ruleset"
FIELDS = ("carry_over_hundredths", "carry_over_years")
CHANGED = " OR ".join(f"COALESCE(NEW.{column}, -1) <> COALESCE(OLD.{column}, -1)" for column in FIELDS)


class Migration(migrations.Migration):
    # Columns that may be null and have no default are added in place: the table keeps its triggers on SQLite too.
    dependencies = [("credits", "0009_recognition_frozen")]
    operations = [
        migrations.AddField(
            "ruleset",
            "carry_over_hundredths",
            models.PositiveIntegerField(
                blank=True,
                help_text="Empty: nothing is carried over.",
                null=True,
                verbose_name="most to carry over into the next year (hundredths)",
            ),
        ),
        migrations.AddField(
            "ruleset",
            "carry_over_years",
            models.PositiveIntegerField(
                blank=True, help_text="Empty: one year.", null=True, verbose_name="years it stays good"
            ),
        ),
        refuse(
            TABLE, "carries", "update", f"OLD.state <> 'draft' AND ({CHANGED})", "a set in force is not edited"
        ),
    ]
