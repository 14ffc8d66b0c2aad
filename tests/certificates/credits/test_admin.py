from datetime import date

import pytest
from django.urls import reverse

from certificates.credits.models import CreditRule
from lms.audit.models import Entry
from tests.certificates.people import manager_of
from tests.factories.credits import CreditRuleFactory
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_scheme_manager_reads_rules_and_cannot_add_any(client):
    rule = CreditRuleFactory(name="远程学习每三小时一学分")
    client.force_login(manager_of(OrganisationFactory()))

    assert rule.name in client.get(reverse("credit_rule:index")).content.decode()
    assert rule.document in client.get(reverse("credit_rule:inspect", args=[rule.pk])).content.decode()
    assert client.get(reverse("credit_rule:add")).status_code == 302


def test_an_administrator_adds_a_rule_which_ends_the_older_and_nobody_edits_it(client):
    older = CreditRuleFactory(authority="山东省卫生健康委员会", activity_kind="lecture")
    client.force_login(PersonFactory(is_superuser=True))
    data = {
        "authority": "山东省卫生健康委员会",
        "name": "讲座",
        "valid_from": "2026-01-01",
        "activity_kind": "lecture",
        "role": "learner",
        "minutes_per_credit": "180",
        "document": "示例文件",
    }

    backwards = client.post(reverse("credit_rule:add"), {**data, "valid_to": "2025-01-01"})
    assert client.post(reverse("credit_rule:add"), data).status_code == 302

    assert backwards.status_code == 200
    older.refresh_from_db()
    assert older.valid_to == date(2026, 1, 1)
    rule = CreditRule.objects.exclude(pk=older.pk).get()
    assert (rule.minutes_per_credit, rule.confirmed) == (180, False)
    assert Entry.objects.filter(verb="credits.rule.added").exists()
    assert client.get(reverse("credit_rule:edit", args=[rule.pk])).status_code == 302
