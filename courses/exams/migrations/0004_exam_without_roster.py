from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exams", "0003_exam_for_several_rosters")]

    operations = [migrations.RemoveField(model_name="exam", name="roster")]
