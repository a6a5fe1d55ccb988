"""The one place where text becomes HTML. ``Markup`` is escaped already; any other ``str`` is escaped here."""

from collections.abc import Iterable

from markupsafe import Markup, escape

_VOID = frozenset({"br", "hr", "input", "img"})

Attribute = str | int | bool | None


def tag(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """An element. ``class_`` is ``class`` and ``data_id`` is ``data-id``; False and None leave an attribute out."""
    # The tag and its attributes' names are our own words, and everything else is escaped.
    opened = Markup(f"<{name}{{}}>").format(Markup("").join(_attributes(attributes)))  # noqa: S704
    if name in _VOID:
        return opened
    return opened + joined(children) + Markup(f"</{name}>")  # noqa: S704


def joined(parts: Iterable[str], between: str = "") -> Markup:
    return escape(between).join(escape(part) for part in parts)


def address(url: str) -> str | None:
    """The url, if a browser that follows it only goes to a page: ``javascript:`` and the like do more."""
    return url if url.lower().startswith(("https://", "http://")) else None


def _attributes(attributes: dict[str, Attribute]) -> Iterable[Markup]:
    for name, value in attributes.items():
        called = name.rstrip("_").replace("_", "-")
        if value is True:
            yield Markup(" {}").format(called)
        elif value is not None and value is not False:
            yield Markup(' {}="{}"').format(called, value)
