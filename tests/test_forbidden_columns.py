"""No table may hold what the platform refuses to know about people."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models

from huangce.home import database
from huangce.rules.items import GROUPS
from tests.forbidden import ALLOWED, forbidden, offences


def _columns(*model_classes: type[models.Model]) -> list[tuple[str, str]]:
    fields = [(model, field) for model in model_classes for field in model._meta.get_fields() if field.concrete]
    names = [
        (model._meta.db_table, name) for model, field in fields for name in {field.name, field.column or field.name}
    ]
    return names + [(model._meta.db_table, model.__name__) for model in model_classes]


def test_no_model_has_a_forbidden_column():
    assert offences(_columns(*apps.get_models())) == []


@pytest.mark.django_db
def test_no_table_of_the_database_has_a_forbidden_column():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND attnum > 0"
        )
        found = cursor.fetchall()
    assert ("officer", "username") in found
    assert offences(found) == []


def test_no_item_of_a_fact_is_forbidden():
    assert offences((group.name, item.name) for group in GROUPS.values() for item in group.items) == []


def test_a_model_with_such_a_column_is_caught():
    class Resident(models.Model):
        name = models.TextField()
        religion = models.TextField()
        risk_score = models.IntegerField()
        isKeyPerson = models.BooleanField()

        class Meta:
            app_label = "nowhere"
            db_table = "resident"
            managed = False

    try:
        assert offences(_columns(Resident)) == [
            "resident.religion: belief",
            "resident.risk_score: labels",
            "resident.isKeyPerson: labels",
        ]
    finally:
        del apps.all_models["nowhere"]["resident"]
        apps.clear_cache()


def test_a_table_made_behind_djangos_back_is_caught(committed_db):
    with psycopg.connect(database.url(owner=True)) as owner:
        owner.execute("CREATE TABLE resident_face (id int, template bytea)")
        rows = owner.execute(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relname = 'resident_face' AND attnum > 0"
        ).fetchall()
        owner.rollback()
    assert offences(rows) == ["resident_face.id: body", "resident_face.template: body"]


@pytest.mark.parametrize(
    "name",
    [
        "religion",
        "face_template",
        "bloodType",
        "key_person",
        "keyPersonLevel",
        "is_watched",
        "dna_profile",
        "height_cm",
    ],
)
def test_such_a_name_is_forbidden(name):
    assert forbidden(name)


@pytest.mark.parametrize(
    "name",
    ["name", "citizen_id", "interface", "surface", "brisk", "stage", "ethnicity", "birth_date", "facts", "recorded_at"],
)
def test_such_a_name_is_allowed(name):
    assert not forbidden(name)


def test_every_exception_gives_its_reason_and_is_still_needed():
    known = set(_columns(*apps.get_models()))
    for pair, reason in ALLOWED.items():
        assert len(reason) > 10, pair
        assert pair in known, pair
