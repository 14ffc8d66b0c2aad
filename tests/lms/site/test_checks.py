"""What `check --deploy` says about keys and proxies."""

import pytest

from lms.site.checks import keys_are_kept_apart, proxies_are_counted


@pytest.mark.parametrize(("given", "said"), [(True, []), (False, ["site.W001"])])
def test_keys_beside_the_data_are_warned_of(settings, given, said):
    settings.KEYS_ARE_GIVEN = given

    assert [message.id for message in keys_are_kept_apart()] == said


@pytest.mark.parametrize(
    ("address", "proxies", "said"),
    [
        pytest.param("https://xinglin.example", 0, ["site.W002"], id="proxy-not-counted"),
        pytest.param("https://xinglin.example", 1, [], id="proxy-counted"),
        pytest.param("http://localhost:8000", 0, [], id="no-proxy"),
    ],
)
def test_a_proxy_that_is_not_counted_is_warned_of(settings, address, proxies, said):
    settings.BASE_URL, settings.ALLAUTH_TRUSTED_PROXY_COUNT = address, proxies

    assert [message.id for message in proxies_are_counted()] == said
