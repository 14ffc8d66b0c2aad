import pytest

from tests.factories.people import OrganisationFactory


@pytest.fixture
def hospital():
    return OrganisationFactory()
