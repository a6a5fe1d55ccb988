"""Tables with up to a million rows, made by one statement each, straight in the database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Connection,
    Engine,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
)
from sqlalchemy.sql.elements import ColumnElement

from bot.domain.choice import Credited
from bot.domain.refs import OrganisationId
from storage.credits import NOBODY_KEY, to_key
from storage.engine import make_engine
from storage.tables import (
    Standing,
    channels,
    credited,
    credits,
    featured,
    organisations,
    outbox,
    quotes,
    turns,
    workspaces,
)
from tests.benchmarks.workspace import BOT, TEAM

ORGANISATION = OrganisationId(1)
BUSY = 1
"""The channel's number."""
OTHERS = 1_000
"""Numbers of further channels begin above that."""
EARNERS = 300
SHOWN = 2_600
"""Ten years of a quote on every work day."""
TODAY = date(2026, 3, 2)
STILL_DUE = 5
"""Of so many errands one waits; the others are settled."""
LONG_AGO = 1_700_000_000


def fill_organisation(connection: Connection, channel_count: int = 1) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    chosen = {"name": "Benchmarks", "stages": ["use"], "world_emoji": [], "save_emoji": [], "language": "en"}
    connection.execute(insert(organisations).values(id=ORGANISATION, **chosen))
    installed = {"platform": "slack", "external_id": TEAM, "name": "Benchmarks", "bot": BOT}
    connection.execute(insert(workspaces).values(organisation=ORGANISATION, **installed))
    n = _up_to(channel_count)
    _fill(connection, channels, n, **_channel(n.c.n), next_due=_instant(connection, 4_000_000_000 + n.c.n))


def fill_due_channels(url: str, organisation: OrganisationId, count: int, due_at: datetime) -> None:
    """Further channels of a company that is there, all of them due at that instant, with quotes of its to choose."""
    n = _up_to(count)
    number = n.c.n + OTHERS
    whose: dict[str, ColumnElement[Any]] = {"organisation": literal(organisation)}
    midnight: dict[str, ColumnElement[Any]] = {
        "at": literal("00:00:00"),
        "timezone": literal(f"Etc/GMT{due_at.hour - 12:+d}"),
        "days": literal(list(range(7)), channels.c.days.type),
        "cutoff": literal("00:00:00"),
    }
    turn: dict[str, ColumnElement[Any]] = {"last_featured": literal(0), "ready": literal(True)}
    with make_engine(url).begin() as connection:
        next_due = literal(due_at, channels.c.next_due.type)
        _fill(connection, channels, n, **whose, **{**_channel(number), **midnight}, next_due=next_due)
        _fill(connection, turns, n, **whose, channel=number, credited=literal(NOBODY_KEY), **turn)


def _channel(number: ColumnElement[int]) -> dict[str, ColumnElement[Any]]:
    return {
        "number": number,
        "workspace": literal(f"slack/{TEAM}"),
        "external_id": literal("C") + cast(number, String),
        "name": literal("channel"),
        "at": literal("09:00:00"),
        "timezone": literal("Europe/Stockholm"),
        "days": literal([0, 1, 2, 3, 4], channels.c.days.type),
        "days_off": literal([], channels.c.days_off.type),
        "cutoff": literal("16:00:00"),
        "language": literal("en"),
        "daily": literal(True),
        "follow_up": literal(False),
        "teams": literal([], channels.c.teams.type),
        "stages": literal([], channels.c.stages.type),
        "private": literal(False),
        "version": literal(1),
    }


def fill_quotes(connection: Connection, count: int) -> None:
    """Quotes of several hundred people, and a channel that was shown the newest ones for ten years."""
    fill_organisation(connection)
    n = _up_to(count)
    at = _instant(connection, LONG_AGO + n.c.n)
    no, yes = literal(False), literal(True)
    _fill(
        connection,
        quotes,
        n,
        number=n.c.n,
        text=literal("She stayed on the line until it worked, ") + cast(n.c.n, String),
        sentiment=literal("positive"),
        heard_at=at,
        source=literal(None, quotes.c.source.type),
        may_show_customer=no,
        recorded_at=at,
        held=no,
        withdrawn=no,
        featurable=yes,
        fingerprint=n.c.n,
        version=literal(1),
    )
    first = to_key(Credited("m", 0))
    earner = literal(first + 1) + n.c.n % EARNERS
    worth: dict[str, ColumnElement[Any]] = {"place": literal(0), "standing": literal(Standing.FEATURABLE.value)}
    _fill(connection, credits, n, quote=n.c.n, credited=earner, **worth)
    people = _up_to(EARNERS)
    _fill(connection, credited, people, credited=literal(first) + people.c.n, first_quote=people.c.n)
    last = literal(TODAY.toordinal())
    turn: dict[str, ColumnElement[Any]] = {"channel": literal(BUSY), "last_featured": last - people.c.n, "ready": yes}
    _fill(connection, turns, people, credited=literal(first) + people.c.n, **turn)
    shown = _up_to(SHOWN)
    days: dict[str, ColumnElement[Any]] = {"channel": literal(BUSY), "last_shown": last - shown.c.n}
    _fill(connection, featured, shown, quote=literal(count + 1) - shown.c.n, **days)


def fill_outbox(connection: Connection, count: int) -> None:
    """Errands, most of them settled; those that are not are all due."""
    fill_organisation(connection)
    n = _up_to(count)
    waits = n.c.n % STILL_DUE == 0
    at = _instant(connection, LONG_AGO + n.c.n)
    _fill(
        connection,
        outbox,
        n,
        id=cast(n.c.n, String),
        key=literal("credit:") + cast(n.c.n, String),
        kind=literal("credit"),
        subject=n.c.n,
        workspace=literal(f"slack/{TEAM}"),
        to_member=literal("U1"),
        notes=literal([""], outbox.c.notes.type),
        due_at=case((waits, at), else_=null()),
        leased=literal(False),
        attempt=literal(0),
        revision=literal(1),
        created_at=at,
        settled_at=case((waits, null()), else_=at),
    )


def settle_down(engine: Engine) -> None:
    """What PostgreSQL does by itself some minutes after so many rows came."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _up_to(count: int) -> CTE:
    """1 to ``count``."""
    numbers = select(cast(1, BigInteger).label("n")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))


def _instant(connection: Connection, seconds: ColumnElement[Any]) -> ColumnElement[Any]:
    if connection.dialect.name == "postgresql":
        return func.to_timestamp(seconds)
    return func.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", seconds, "unixepoch")  # as UtcDateTime writes it


def _fill(connection: Connection, table: Table, numbers: CTE, **columns: ColumnElement[Any]) -> None:
    columns = {"organisation": literal(ORGANISATION), **columns}
    rows = select(*columns.values()).select_from(numbers)
    connection.execute(insert(table).from_select(list(columns), rows))
