"""What the API answers, as OpenAPI 3.1. Anybody may read the description; it says nothing of anybody."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from huangce.exchange.models import EVENTS, OUTCOMES
from huangce.web.frame.signed_in import open_to_all
from huangce.web.lists.models import STATES
from huangce.web.service.bearers import data

Schema = dict[str, Any]


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


TEXT: Final[Schema] = {"type": "string"}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
DAY: Final = {"type": ["string", "null"], "format": "date"}
RECEIPT: Final = {"type": "object", "description": "Signed; check it with `huangce verify --receipt`."}
STATUS: Final = _object(
    delivery=NUMBER,
    state={"type": "string", "enum": list(STATES)},
    file=TEXT,
    sha256=TEXT,
    status=TEXT,
    answers=TEXT,
    receipts=TEXT,
    error=_object(code=TEXT, detail=TEXT),
    lists=_list(
        _object(
            list=NUMBER,
            list_kind=TEXT,
            rows=NUMBER,
            usable=NUMBER,
            problems=NUMBER,
            codes={"type": "object", "additionalProperties": NUMBER},
            outcome=TEXT,
            overlap={"type": ["object", "null"], "description": "same, new, changed, gone against the list before"},
        )
    ),
)
ARRIVING: Final = _object(
    arrival=NUMBER,
    offset={**NUMBER, "description": "how many bytes are here, as in the header `Upload-Offset`"},
    size=NUMBER,
    sha256=TEXT,
    keep_until={"type": "string", "format": "date-time"},
    delivery={"type": ["integer", "null"], "description": "what it became when it was whole"},
    status={"type": ["string", "null"]},
)
BYTES: Final[Schema] = {"format": "binary", **TEXT}
ANSWER: Final = _object(sequence=NUMBER, outcome={"type": "string", "enum": list(OUTCOMES)}, why=TEXT) | {
    "required": ["sequence", "outcome"]
}
PAGE: Final = _object(
    document=TEXT,
    feed=TEXT,
    agreement=_object(code=TEXT, version=NUMBER),
    after=NUMBER,
    through=NUMBER,
    told_at={"type": "string", "format": "date-time"},
    more={"type": "boolean"},
    entries=_list(
        _object(
            sequence=NUMBER,
            position=NUMBER,
            event={"type": "string", "enum": list(EVENTS)},
            follows={"type": ["integer", "null"]},
        )
    ),
    suite=TEXT,
    key=TEXT,
    signature=TEXT,
)
NAMED: Final = _object(standard=TEXT, valid_from=DAY, valid_to=DAY, act=NUMBER, taken_back={"type": "boolean"})
EDGE: Final = _object(old=NUMBER, new=NUMBER, lineage_kind=TEXT, act=NUMBER, happened_on=DAY)
STEP: Final = _object(kind=TEXT, act=NUMBER, happened_on=DAY, address=NUMBER, to=NUMBER)
MATCH: Final = _object(
    address={"type": ["integer", "null"]},
    standard=TEXT,
    score={"type": "number"},
    reason=TEXT,
    candidates=_list(TEXT),
)
FOUND: Final = _object(
    text=TEXT,
    on=DAY,
    standard=TEXT,
    answers=_list(_object(address=NUMBER, standard=TEXT, status=TEXT, way=_list(STEP))),
    match=MATCH,
)
ADDRESS: Final = _object(
    address=NUMBER,
    on=DAY,
    standard=TEXT,
    division=TEXT,
    segments={"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    status=TEXT,
    begun_on=DAY,
    ended_on=DAY,
    certified_on=DAY,
    longitude={"type": ["number", "null"], "description": "CGCS2000, degrees"},
    latitude={"type": ["number", "null"]},
    geometry_kind=TEXT,
    names=_list(NAMED),
    before=_list(EDGE),
    after=_list(EDGE),
)
READ: Final = _object(
    text=TEXT,
    segments={"type": "object"},
    spans=_list(_object(label=TEXT, start=NUMBER, end=NUMBER)),
    standard=TEXT,
    problems=_list(TEXT),
    addresses=_list(NUMBER),
)
NOTHING: Final[Schema] = {}
# Address → method → (what it does, body, answer, its status). Names in braces are parts of the address.
PATHS: Final[dict[str, dict[str, tuple[str, Schema | None, Schema, int]]]] = {
    "/api/addresses": {"get": ("The addresses that a text means or ever meant", None, FOUND, 200)},
    "/api/addresses/{record}": {"get": ("An address with its names and lineage", None, ADDRESS, 200)},
    "/api/addresses/standardise": {
        "post": ("The standard form of each text, and the addresses written so", _list(TEXT), _list(READ), 200)
    },
    "/api/deliveries": {"post": ("Deliver a file: the body, its name in `name`", BYTES, STATUS, 202)},
    "/api/uploads": {"post": ("Begin a file that comes in pieces, or go on with it", None, ARRIVING, 201)},
    "/api/uploads/{arrival}": {
        "get": ("How much of a file is here", None, ARRIVING, 200),
        "patch": ("A piece that begins at `Upload-Offset`; 202 with the last", BYTES, ARRIVING, 200),
        "delete": ("Give a file up", None, NOTHING, 204),
    },
    "/api/deliveries/{upload}": {"get": ("How far a delivery is", None, STATUS, 200)},
    "/api/deliveries/{upload}/answers": {"get": ("The sent file, every row answered", None, TEXT, 200)},
    "/api/deliveries/{upload}/receipts": {"get": ("The signed receipts of its lists", None, _list(RECEIPT), 200)},
    "/api/lists/{received}/answers": {
        "get": ("Row answers as they stand now, as far as the agreement says", None, _list(_object(row=NUMBER)), 200)
    },
    "/api/feeds/{code}": {"get": ("The signed page of a feed behind `after`", None, PAGE, 200)},
    "/api/feeds/{code}/answers": {
        "post": ("What was done with each number", _list(ANSWER), _object(taken=NUMBER), 200)
    },
}
_ASKED: Final = (("on", DAY), ("county", TEXT))
QUERY: Final = {
    "/api/addresses": (("text", TEXT), *_ASKED),
    "/api/addresses/{record}": _ASKED[:1],
    "/api/addresses/standardise": _ASKED,
    "/api/deliveries": (("name", TEXT),),
    "/api/uploads": (("name", TEXT), ("size", NUMBER), ("sha256", TEXT)),
    "/api/feeds/{code}": (("after", NUMBER), ("limit", {"type": "integer", "minimum": 1, "maximum": 1000})),
}


@open_to_all
@require_safe
def description(_request: Any) -> HttpResponse:
    """Give the description."""
    return data(described())


def described() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huangce", "version": version("huangce"), "license": {"name": "Apache-2.0"}},
        "security": [{"token": []}],
        "paths": {address: _path(address, methods) for address, methods in PATHS.items()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "huangce tokens issue"}},
            "schemas": {"Problem": _object(type=TEXT, status=NUMBER, code=TEXT, detail=TEXT)},
        },
    }


def _path(address: str, methods: dict[str, tuple[str, Schema | None, Schema, int]]) -> dict[str, Any]:
    named = [part[1:-1] for part in address.split("/") if part.startswith("{")]
    parts = [
        {"name": name, "in": "path", "required": True, "schema": TEXT if name == "code" else NUMBER} for name in named
    ]
    parts += [{"name": name, "in": "query", "schema": schema} for name, schema in QUERY.get(address, ())]
    return {"parameters": parts, **{method: _operation(method, *one) for method, one in methods.items()}}


def _operation(method: str, summary: str, body: Schema | None, answer: Schema, status: int) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    kind = "application/octet-stream" if answer is TEXT else "application/json"
    content = {} if answer is NOTHING else {"content": {kind: {"schema": answer}}}
    told: dict[str, Any] = {
        "summary": summary,
        "responses": {
            str(status): {"description": summary, **content},
            "default": {"description": "a problem", "content": problem},
        },
    }
    if method == "patch":
        told["parameters"] = [{"name": "Upload-Offset", "in": "header", "required": True, "schema": NUMBER}]
    if body is not None:
        sent = "application/octet-stream" if body.get("format") == "binary" else "application/json"
        told["requestBody"] = {"required": True, "content": {sent: {"schema": body}}}
    return told
