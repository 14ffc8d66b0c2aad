import pytest

from tests.lms.feeds.lrs import running


@pytest.fixture
def lrs(settings):
    settings.LRS_ALLOW_PRIVATE = True
    with running() as (store, url):
        store.url = url
        yield store
