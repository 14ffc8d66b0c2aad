"""What linters cannot hold: the rules of the house over the whole tree."""

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from celery import current_app
from django.apps import apps
from factory.django import DjangoModelFactory

import tests.factories
from lms.audit.privacy import PRIVACY, Privacy

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("lms", "courses", "certificates")
OWN_APPS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in WINGS]
OWN_MODELS = [model for config in OWN_APPS for model in config.get_models()]


def sources() -> Iterator[Path]:
    for wing in WINGS:
        for path in sorted((ROOT / wing).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.stmt) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def made_by_a_factory() -> set[type]:
    for module in pkgutil.iter_modules(tests.factories.__path__):
        importlib.import_module(f"tests.factories.{module.name}")
    kinds, waiting = set(), list(DjangoModelFactory.__subclasses__())
    while waiting:
        factory = waiting.pop()
        waiting += factory.__subclasses__()
        kinds.add(factory._meta.model)
    return kinds


def test_no_file_outgrows_its_wall():
    walls = {path: 400 if "models" in path.parts or path.stem in {"models", "pages"} else 300 for path in sources()}
    assert [short(path) for path, wall in walls.items() if len(path.read_text().splitlines()) > wall] == []


def test_the_median_file_is_small():
    assert median(len(path.read_text().splitlines()) for path in sources() if path.name != "__init__.py") <= 80


def test_no_function_outgrows_its_wall():
    long = [f"{short(path)}:{f.name}" for path in sources() for f in functions(path) if lines_of(f) > 45]
    assert long == []


def test_functions_are_short_as_a_whole():
    lengths = sorted(lines_of(f) for path in sources() for f in functions(path))
    assert median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.95)] <= 30


def test_no_view_outgrows_its_wall():
    long = [
        f"{short(path)}:{f.name}"
        for path in sources()
        if path.stem == "views" or "views" in path.parts
        for f in functions(path)
        if lines_of(f) > 30
    ]
    assert long == []


def test_no_class_outgrows_its_wall():
    long = [
        f"{short(path)}:{node.name}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and lines_of(node) > 150
    ]
    assert long == []


def test_no_template_outgrows_its_wall():
    assert [short(path) for path in templates() if len(path.read_text().splitlines()) > 200] == []


def test_no_file_is_a_drawer_for_anything():
    drawers = {"utils", "helpers", "common", "misc", "tools"}
    assert [short(path) for path in sources() if path.stem in drawers] == []


def app_of(module: str) -> str:
    """Return ``"lms.jobs"`` for ``"lms.jobs.views.list"``."""
    return ".".join(module.split(".")[:2])


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_an_apps_faces_are_private_to_it():
    faces = {"views", "forms", "tasks", "receivers", "urls", "wagtail_hooks"}
    strangers = [
        f"{short(path)} imports {module}"
        for path in sources()
        for module in imported_by(path)
        if module.split(".")[0] in WINGS and faces & set(module.split(".")[2:])
        if app_of(module) != app_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ]
    assert strangers == []


def test_task_names_are_unique_and_carry_their_app():
    names = [
        (keyword.value.value, path.parent.name)
        for path in sources()
        for f in functions(path)
        for decorator in f.decorator_list
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in {"shared_task", "patient_task"}
        for keyword in decorator.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    ]
    assert [name for name, count in Counter(name for name, _app in names).items() if count > 1] == []
    assert [name for name, app in names if not name.startswith(f"{app}.")] == []


def test_beat_names_only_tasks_that_exist(settings):
    wanted = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted - set(current_app.tasks) == set()


def test_every_model_has_a_factory():
    missing = {model._meta.label for model in OWN_MODELS} - {model._meta.label for model in made_by_a_factory()}
    assert missing == set()


def own_fields(model):
    return {
        field.name
        for field in model._meta.get_fields(include_parents=False)
        if not field.auto_created and getattr(field, "concrete", False)
    }


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_a_privacy_class(model):
    classes = PRIVACY.get(model._meta.label, {})
    assert set(classes) == own_fields(model)
    assert set(classes.values()) <= set(Privacy)


def test_no_privacy_class_for_what_is_gone():
    assert set(PRIVACY) - {model._meta.label for model in OWN_MODELS} == set()


def test_no_chinese_in_source_strings():
    # Column names of the rosters and the demo's own content are data in Chinese; everything else is an English msgid.
    data = ("lms/demo/", "lms/exchange/", "lms/settings/")
    chinese = re.compile(r"[\u4e00-\u9fff]")
    faults = [
        f"{short(path)}:{node.lineno}"
        for path in sources()
        if not short(path).startswith(data)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and chinese.search(node.value)
        if not is_docstring_like(node.value)
    ]
    assert faults == []


def is_docstring_like(text: str) -> bool:
    """Docstrings and comments may name the field's terms."""
    return "\n" in text or text.endswith(".") or " " in text


def test_templates_hold_no_chinese():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    comment = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
    assert [short(path) for path in templates() if chinese.search(comment.sub("", path.read_text()))] == []
