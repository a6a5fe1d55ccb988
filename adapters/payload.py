"""JSON that a platform sent: read without trusting that anything in it is there, or is what it should be."""

from typing import Any

import msgspec

Json = dict[str, Any]

_ENCODE = msgspec.json.Encoder().encode


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
    return value if _clean(value) else _washed(value)


def _clean(value: Any) -> bool:
    """Whether it has none of them for sure: in JSON the one is spelled out, and the others cannot be written.

    To write it down takes an eighth of the time of looking at each string.
    """
    try:
        return b"\\u0000" not in _ENCODE(value)
    except UnicodeEncodeError:
        return False


def _washed(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, dict):
        return {_washed(key): _washed(each) for key, each in value.items()}
    return [_washed(each) for each in value] if isinstance(value, list) else value
