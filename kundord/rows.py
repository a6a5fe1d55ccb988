"""What commands print: rows as a table for people, or as JSON for programs."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import click

Row = Mapping[str, object]


def instant(at: datetime | None) -> str | None:
    """In UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def show(shown: Sequence[Row] | Row, as_json: bool, if_none: str = "") -> None:
    """As JSON just what is given, one row or several; else a table."""
    rows = [shown] if isinstance(shown, Mapping) else shown
    if as_json:
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    elif rows:
        _table(rows)
    else:
        click.echo(if_none)


def _table(rows: Sequence[Row]) -> None:
    table = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(table[0]))]
    for row in table:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    """In one line: a customer's words may have several."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
