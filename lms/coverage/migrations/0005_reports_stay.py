"""Reports and their lines are written once, lines before their report: with the report they are complete."""

from django.db import migrations

from lms.kit.triggers import append_only, no_replace, refuse

IS_FROZEN = "EXISTS (SELECT 1 FROM coverage_report WHERE id = NEW.report_id)"


class Migration(migrations.Migration):
    dependencies = [("coverage", "0004_frozen_reports")]

    operations = [
        append_only("coverage_report"),
        append_only("coverage_reportline"),
        no_replace("coverage_report", "id = NEW.id"),
        no_replace(
            "coverage_reportline",
            "id = NEW.id",
            "report_id = NEW.report_id AND position = NEW.position",
            "report_id = NEW.report_id AND person_id = NEW.person_id",
        ),
        refuse("coverage_reportline", "coverage_line_of_frozen", "INSERT", IS_FROZEN, "its report is frozen already"),
    ]
