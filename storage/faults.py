"""What the errors of the two databases mean to us."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from bot.domain.errors import AlreadyExists, Conflict, StorageAway

PRIMARY = 0xFF
"""Of SQLite's code for an error what says which kind it is: it tells several ways of being busy apart."""

# What SQLite says when nothing is wrong with the statement, but the file cannot be used now.
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOTADB,
}
_SQLITE_TAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
# Classes of SQLSTATE: connection, resources, operator's hand, system, read-only and failover.
_POSTGRESQL_AWAY = ("08", "53", "57", "58", "25006", "55P03", "F0", "XX")
_POSTGRESQL_FASTER = ("40001", "40P01")
_POSTGRESQL_TAKEN = "23505"


def meaning_of(error: Exception) -> Exception:
    """A driver's error as one of ours; any other as it is, for then the fault is in our code."""
    if isinstance(error, DBAPIError):
        error = error.orig if isinstance(error.orig, Exception) else error
    if isinstance(error, sqlite3.Error):
        return _meaning_of_sqlite(error)
    if type(error).__module__.partition(".")[0] == "psycopg":
        return _meaning_of_postgresql(error)
    return error


def _meaning_of_sqlite(error: sqlite3.Error) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _SQLITE_TAKEN:
        return AlreadyExists(reason=in_short(error))
    return StorageAway(reason=in_short(error)) if code & PRIMARY in _SQLITE_AWAY else error


def _meaning_of_postgresql(error: Exception) -> Exception:
    state = getattr(error, "sqlstate", None)
    if state is None:  # not from the server: the connection itself
        away = type(error).__name__ in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
        return StorageAway(reason=in_short(error)) if away else error
    if state == _POSTGRESQL_TAKEN:
        return AlreadyExists(reason=in_short(error))
    if state in _POSTGRESQL_FASTER:
        return Conflict(reason=in_short(error))
    return StorageAway(reason=in_short(error)) if state.startswith(_POSTGRESQL_AWAY) else error


def in_short(error: Exception) -> str:
    """Its first line: the next ones may hold a row's words."""
    return (str(error).splitlines() or [type(error).__name__])[0]
