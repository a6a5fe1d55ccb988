"""JSON schemas that others published, asked about what we draw."""

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema

DEFINITIONS = "#/definitions/"


def judge(base: Any, whole: Mapping[str, Any]) -> Any:
    """A validator of the class ``base`` that looks into no alternative for things of another ``type``.

    It finds what ``base`` finds, which tries each of the dozens of blocks and elements in full, level by level. Only
    what a fault says of its causes is less: nothing of alternatives that were out of the question.
    """
    known: dict[int, frozenset[Any] | None] = {}

    def allowed(schema: Any) -> frozenset[Any] | None:
        """What ``type`` may be; None where that is open. A schema here is kept in ``whole``, and so is its id."""
        if id(schema) not in known:
            known[id(schema)] = next((found for found in map(_stated, _conditions(schema, whole)) if found), None)
        return known[id(schema)]

    def any_of(validator: Any, alternatives: list[Any], thing: Any, _schema: Any) -> Iterator[Any]:
        kind = thing.get("type") if isinstance(thing, dict) else None
        causes: list[Any] = []
        for number, each in enumerate(alternatives):
            if isinstance(kind, str) and kind not in (allowed(each) or (kind,)):
                continue
            found = list(validator.descend(thing, each, schema_path=number))
            if not found:
                return
            causes += found
        told = f"{thing!r} is not valid under any of the given schemas"
        yield jsonschema.ValidationError(told, context=causes)

    extended = jsonschema.validators.extend(base, {"anyOf": any_of})  # type: ignore[no-untyped-call]
    return extended(whole)


def _conditions(schema: Any, whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """It, and all that must hold with it."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:  # in these drafts nothing beside it counts
        if schema["$ref"].startswith(DEFINITIONS):
            yield from _conditions(whole["definitions"][schema["$ref"].removeprefix(DEFINITIONS)], whole)
        return
    yield schema
    for each in schema.get("allOf", ()):
        yield from _conditions(each, whole)


def _stated(schema: Mapping[str, Any]) -> frozenset[Any]:
    rule = schema.get("properties", {}).get("type", {})
    return frozenset((rule["const"],) if "const" in rule else rule.get("enum", ()))
