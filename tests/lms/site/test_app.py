"""The site as an app on a phone: manifest, icons, service worker, the page without a network."""

import io
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from PIL import Image

from lms.site.icons import ICONS
from lms.site.storage import HashedStaticFiles
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def test_the_manifest_can_be_installed(client):
    answer = client.get("/manifest.webmanifest")
    told = answer.json()

    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["short_name"], told["lang"]) == ("杏林", "zh-Hans")
    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {each["purpose"] for each in told["icons"]} == {"any", "maskable"}
    for each in told["icons"]:
        picture = Image.open(io.BytesIO(client.get(each["src"]).content))
        assert f"{picture.width}x{picture.height}" == each["sizes"]


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_that_a_phone_cuts_has_no_hole_at_its_corner(client, name):
    picture = Image.open(io.BytesIO(client.get(f"/icons/{name}.png").content)).convert("RGBA")

    assert picture.getpixel((0, 0))[3] == (255 if ICONS[name][1] else 0)
    assert picture.getpixel((picture.width // 2, picture.height // 2)) == (229, 142, 67, 255)


def test_an_icon_that_is_not_there_is_not_found(client):
    assert client.get("/icons/1024.png").status_code == 404


def kept_by(client):
    source = client.get("/worker.js").content.decode()
    head, told = source.splitlines()[:2]
    return head, json.loads(told.removeprefix("const KEPT = ").removesuffix(";")), source


def test_the_worker_rules_over_the_site_and_keeps_what_is_there(client):
    head, told, _source = kept_by(client)

    assert head == f'import {{ sendAll }} from "{static("site/journal.js")}";'
    assert client.get("/worker.js")["Content-Type"].startswith("text/javascript")
    assert client.get(told["page"]).status_code == 200
    assert [path for path in told["files"][1:] if not finders.find(path.removeprefix("/static/"))] == []


def test_the_worker_keeps_every_module_that_the_journal_needs(client):
    _head, told, _source = kept_by(client)
    folder = Path(str(finders.find("site/journal.js"))).parent
    needed = {"/static/site/journal.js", *(f"/static/site/journal/{path.name}" for path in folder.glob("journal/*.js"))}

    assert needed | {"/static/vendor/idb/index.js"} <= set(told["files"])


def test_the_worker_keeps_no_page_that_does_not_ask_for_it(client):
    _head, told, source = kept_by(client)
    client.force_login(PersonFactory())

    assert [path for path in told["files"] if not path.startswith("/static/")] == ["/offline/"]
    assert source.count(".put(pathname") == 1
    assert 'if (answer.headers.get("X-Keep-Offline")) await pages.put(pathname' in source
    assert "X-Keep-Offline" not in client.get("/").headers


def test_a_changed_page_makes_a_new_worker(client, monkeypatch):
    before = kept_by(client)[1]["version"]
    monkeypatch.setattr("lms.site.views.app._page", lambda: "another")

    assert kept_by(client)[1]["version"] != before


def test_the_page_without_a_network_is_the_same_for_everybody(client):
    nobody = client.get("/offline/").content
    client.force_login(PersonFactory(name="张三"))

    assert client.get("/offline/").content == nobody
    assert "现在没有网络" in nobody.decode()


def test_every_page_names_manifest_and_worker_and_says_what_waits(client):
    page = client.get("/account/login/").content.decode()

    assert 'rel="manifest" href="/manifest.webmanifest"' in page
    assert 'data-site-worker="/worker.js"' in page
    assert re.search(r"data-outbox[^>]* hidden>", page)


def test_workers_and_manifest_come_from_here_only(client):
    policy = client.get("/account/login/")["Content-Security-Policy"]

    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_signing_out_says_that_what_waits_stays(client):
    client.force_login(PersonFactory())

    page = client.get("/account/logout/").content.decode()

    assert "data-signs-out" in page
    assert "data-outbox" in page


def collect(storage, *prefixes):
    """Collect the files below ``prefixes`` as the deployment does; the whole admin beside them takes a minute."""
    paths = {}
    for prefix in prefixes:
        for finder in finders.get_finders():
            for path, source in finder.list([]):
                name = f"{source.prefix}/{path}" if getattr(source, "prefix", None) else path
                if name.startswith(prefix):
                    paths[name] = (source, path)
                    storage.save(name, source.open(path))
    found = [fault for _name, _hashed, fault in storage.post_process(paths) if isinstance(fault, Exception)]
    assert found == []


def test_collected_modules_import_each_other_under_hashed_names(settings, tmp_path):
    settings.DEBUG = False
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    collect(storage, "site/", "exams/", "vendor/idb/index.js")
    hashed = re.compile(r'(?:from|import\() ?"(\./|\.\./)[^"]*\.[0-9a-f]{12}\.js"')

    for name in ("site/journal.js", "site/journal/store.js", "site/app.js", "exams/sitting.js"):
        text = (tmp_path / storage.stored_name(name)).read_text()
        imports = [line for line in text.splitlines() if re.search(r'(from|import\() ?"\.', line)]
        assert imports
        assert [line for line in imports if not hashed.search(line)] == []
