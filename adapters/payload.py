"""JSON that a platform sent: read without trusting that anything in it is there, or is what it should be."""

from typing import Any

Json = dict[str, Any]


def at(body: object, *path: str) -> str:
    """The string at that path, empty where there is none: platforms leave things out."""
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return body if isinstance(body, str) else ""


def part(body: object, *path: str) -> Json:
    """The object at that path, empty where there is none."""
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return body if isinstance(body, dict) else {}


def washed(value: Any) -> Any:
    """Without the characters that no database takes: NUL, and halves of a surrogate pair."""
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else _storable(value)
    if isinstance(value, dict):
        return {washed(key): washed(each) for key, each in value.items()}
    return [washed(each) for each in value] if isinstance(value, list) else value


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
