"""Going back to an older schema of one app, and forth again, as an older database does."""

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph


def migrate(app: str, name: str = "") -> Any:
    """Take the tables of ``app`` to its migration ``name``, by default the newest; return the models as of then.

    Only what the app rests on takes part: to draw up all models of the product for each step would take minutes.
    """
    executor = MigrationExecutor(connection)
    loader = executor.loader
    (newest,) = loader.graph.leaf_nodes(app)
    loader.graph = _up_to(newest, loader.graph)
    applied = loader.applied_migrations.items()
    loader.applied_migrations = {key: each for key, each in applied if key in loader.graph.nodes}
    target = (app, name) if name else newest
    executor.migrate([target])
    return loader.project_state([target]).apps


def _up_to(newest: tuple[str, str], whole: MigrationGraph) -> MigrationGraph:
    """Return the part of the graph that ends with one migration."""
    part, keys = MigrationGraph(), whole.forwards_plan(newest)
    for key in keys:
        part.add_node(key, whole.nodes[key])
    for key in keys:
        for parent in whole.node_map[key].parents:
            part.add_dependency(part.nodes[key], key, parent.key)
    return part
