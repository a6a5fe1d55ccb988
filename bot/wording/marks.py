"""Quotation marks, by the language of what is quoted."""

from collections.abc import Mapping

_MARKS: Mapping[str, tuple[str, str]] = {
    "en": ("“", "”"),
    "sv": ("”", "”"),
    "nb": ("«", "»"),
    "da": ("»", "«"),
    "fi": ("”", "”"),
    "is": ("„", "“"),
    "de": ("„", "“"),
    "nl": ("“", "”"),
    "pl": ("„", "”"),
    "fr": ("«\u202f", "\u202f»"),
    "es": ("«", "»"),
    "it": ("«", "»"),
}
_SAME = {"no": "nb", "nn": "nb"}


def quoted(text: str, language: str | None, otherwise: str) -> str:
    """The text within the marks of its language; those of ``otherwise`` where it is unknown to us."""
    opening, closing = _marks(language) or _marks(otherwise) or _MARKS["en"]
    return f"{opening}{text}{closing}"


def _marks(language: str | None) -> tuple[str, str] | None:
    tag = (language or "").replace("_", "-").split("-")[0].lower()
    return _MARKS.get(_SAME.get(tag, tag))
