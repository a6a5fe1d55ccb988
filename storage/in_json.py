"""An INSERT of all rows of an array in JSON, which PostgreSQL can read.

There a row costs the driver a fifth of what it does as a statement of its own (35 µs), and the server less as well.
"""

import re

import msgspec
from sqlalchemy.sql.compiler import SQLCompiler

# Whole: one that returns rows must have them told apart, and of one that changes rows no two may meet in a statement.
_INSERT = re.compile(r"(INSERT INTO .*?\)) VALUES \((.*)\)( ON CONFLICT DO NOTHING)?", re.DOTALL)
_VALUE = re.compile(r"%\((\w+)\)s")
_ENCODE = msgspec.json.Encoder().encode


def of_all(compiled: SQLCompiler) -> str | None:
    """The same statement for all of the parameter ``rows``, None where there is none."""
    parts = _INSERT.fullmatch(str(compiled)) if compiled.dialect.name == "postgresql" else None
    if parts is None:
        return None
    into, values, conflicts = parts.groups("")
    type_of, quote = compiled.dialect.type_compiler_instance.process, compiled.preparer.quote
    names = dict.fromkeys(_VALUE.findall(values))
    columns = ", ".join(f"{quote(name)} {type_of(compiled.binds[name].type)}" for name in names)
    given = _VALUE.sub(lambda value: f"given.{quote(value[1])}", values)
    source = f"json_to_recordset(%(rows)s::JSON) AS given ({columns})"
    return f"{into} SELECT {given} FROM {source}{conflicts}"  # noqa: S608  # all of it is our own


def rows(many: object) -> dict[str, str]:
    """The parameters for rows of them."""
    return {"rows": _ENCODE(many).decode()}
