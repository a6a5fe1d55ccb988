"""Reads a catalog: a PO file as gettext has them, of which we use messages, their plural forms and comments.

Babel reads them too, and more; with what it imports for that, it would be most of the wait for the first answer.
"""

import json
import re
from collections.abc import Iterator

Template = str | tuple[str, ...]
"""A sentence with {places}; several where the number in it decides, in the order of gettext's plural forms."""

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr|msgstr\[\d\]) )?(".*")')


class CatalogInvalid(ValueError):
    """That line is none of a PO file that we understand."""


def read(source: str) -> dict[str, Template]:
    """The templates by their keys. The header, which has no key, is left out. Raises: CatalogInvalid."""
    found: dict[str, Template] = {}
    for entry in _entries(source):
        if key := entry.pop("msgid"):
            entry.pop("msgid_plural", None)
            forms = tuple(entry.values())
            found[key] = forms[0] if "msgstr" in entry else forms
    return found


def _entries(source: str) -> Iterator[dict[str, str]]:
    """Each message: what its keywords say. A string may go on in the next line."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in source.splitlines():
        if not line or line.startswith("#"):
            continue
        if not (parsed := _LINE.fullmatch(line)):
            raise CatalogInvalid(line)
        if parsed[1] == "msgid" and entry:
            yield entry
            entry = {}
        keyword = parsed[1] or keyword
        # Its escapes are those of JSON, as far as we use them.
        entry[keyword] = entry.get(keyword, "") + json.loads(parsed[2])
    yield entry
