"""The tables that migrations make are those that the models say."""

from __future__ import annotations

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_model_differs_from_its_migrations() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # as the migrations of the framework were written
        changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    assert {
        label: [str(operation) for one in found for operation in one.operations] for label, found in changes.items()
    } == {}
