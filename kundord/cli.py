"""The command ``kundord``: 0 on success, 1 on failure, 2 on wrong usage (PRODUCT §12)."""

from __future__ import annotations  # the settings' class is imported when a command runs

import asyncio
import errno
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import click

from kundord.failed import Failed
from kundord.rows import show

if TYPE_CHECKING:
    from kundord.settings import Settings

COMMAND = "/quote"
YEARS = range(1970, 9_000)

P = ParamSpec("P")
T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kundord")
def main() -> None:
    """Customers' words, heard inside the company.

    Settings are read from KUNDORD_… variables or from a file named .env; the README lists them.
    """


def configured(command: Callable[Concatenate[Settings, P], None]) -> Callable[P, None]:
    """A command that is given the settings; help is there without them."""

    @wraps(command)
    def inner(*args: P.args, **kwargs: P.kwargs) -> None:
        # Imports make hardly any garbage, and looking for it takes a seventh of the start. A server begins to look
        # once it listens (wiring.serve), any other command is over before.
        gc.disable()
        try:
            command(_settings(), *args, **kwargs)
        except UnicodeEncodeError as error:
            raise Failed(f"the answer cannot be written in {error.encoding}: set PYTHONUTF8=1") from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read has read enough
            _print_no_more()
            raise Failed(f"{error.filename or 'the answer'} cannot be written: {error.strerror}") from error
        finally:
            gc.enable()

    return inner


def _print_no_more() -> None:
    """What was not written stays with Python, which would try again at its end, and complain in its own way."""
    with suppress(OSError):  # no file, where it was replaced
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _settings() -> Settings:
    from kundord import logs, settings

    try:
        chosen = settings.load()
    except settings.WrongSettings as wrong:
        raise click.UsageError("\n".join(wrong.faults)) from wrong
    logs.set_up(chosen)
    return chosen


@main.command()
@configured
def run(chosen: Settings) -> None:
    """Run the bot on the platforms whose secrets are set."""
    if not (chosen.slack or chosen.teams):
        raise Failed("no platform is set up. Set KUNDORD_SLACK_… or KUNDORD_TEAMS_…, or try: kundord demo")
    _finish(_run(chosen))


async def _run(chosen: Settings) -> None:
    from kundord import logs, wiring  # what a command does not use, it does not wait for

    async with wiring.house(chosen) as house:
        hurry = asyncio.Event()
        told = _until_told(hurry)
        await wiring.serve(house, chosen, told, lambda url: logs.announce(chosen, f"Kundord runs on {url}"), hurry)


@main.command()
@configured
def demo(chosen: Settings) -> None:
    """A chat in your browser with a sample company: no accounts, no network."""
    from kundord.demo import run_demo

    _finish(run_demo(chosen, _until_told))


@main.command()
@configured
def migrate(chosen: Settings) -> None:
    """Bring the database to this version's schema."""
    from storage.schema import migrate as upgrade
    from storage.schema import schema_state

    state = _finish(asyncio.to_thread(schema_state, chosen.database_url))
    if state.newer:
        # Alembic does not know that revision, and a version that is gone back to must not fail for it.
        click.echo(f"The database's schema is {state.found}, newer than this version's {state.needed}, which will do.")
        return
    _finish(asyncio.to_thread(upgrade, chosen.database_url))
    click.echo("The database's schema is this version's.")


# Channels ---------------------------------------------------------------------------------------


@main.group()
def channel() -> None:
    """Where the bot posts, and when."""


@channel.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def list_channels(chosen: Settings, as_json: bool) -> None:
    """The channels of every workspace."""
    from kundord import channels

    show(_finish(channels.listed(chosen)), as_json, "No channel yet. Invite the bot to one, or: kundord channel set")


@channel.command("set")
@click.argument("channel_id", metavar="CHANNEL")
@click.option("--workspace", help="The workspace's id, where that is ambiguous.")
@click.option("--name", help="The channel's name, as people know it.")
@click.option("--daily/--no-daily", default=None, help="Whether the quote of the day is posted here.")
@click.option("--time", "at", metavar="HH:MM", help="When the quote of the day is posted, local time.")
@click.option("--timezone", metavar="ZONE", help="As in Europe/Stockholm.")
@click.option("--days", metavar="DAYS", help="As in mon-fri or mon,wed.")
@click.option("--holidays", metavar="COUNTRY", help="As in SE or DE-BY; none for no public holidays.")
@click.option("--language", type=click.Choice(["en", "sv", "nb"]))
@click.option("--cutoff", metavar="HH:MM", help="After this the day is let go; at or before --time: at midnight.")
@click.option("--follow-up/--no-follow-up", default=None, help="Negative quotes of the workspace are posted here.")
@click.option("--teams", metavar="NAMES", help="Only these teams' quotes, as in billing,delivery; none for all.")
@click.option(
    "--delivery",
    type=click.Choice(["at-most-once", "at-least-once"]),
    help="Where nobody can see whether a post is out: ask, or post again.",
)
@click.option("--pause-until", metavar="DATE", help="As in 2026-08-10 or 10.8.2026; none ends a pause.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def set_channel(chosen: Settings, /, channel_id: str, workspace: str | None, as_json: bool, **changes: Any) -> None:
    """Set up a channel by the platform's id, met already or not."""
    from kundord import channels

    row = _finish(channels.set_up(chosen, channel_id, workspace, changes), refused=click.UsageError)
    show(row, as_json)
    if changes["at"] and not row["daily"]:
        click.echo("The quote of the day is off there, so none comes: --daily turns it on.", err=True)
    if (changes["at"] or changes["cutoff"]) and str(row["cutoff"]) <= str(row["time"]):
        click.echo("The cut-off is not after the time, so the day is let go at midnight.", err=True)


def _day(_context: click.Context, _option: click.Parameter, at: datetime | None) -> date | None:
    """With room around it: the calendar ends, and a zone or a look at the days ahead reaches beyond its last ones."""
    if at and at.year not in YEARS:
        raise click.BadParameter(f"{at:%Y-%m-%d} is too far away")
    return at.date() if at else None


@main.command()
@click.argument("channel_id", metavar="CHANNEL")
@click.option("--workspace", help="The workspace's id, where that is ambiguous.")
@click.option(
    "--from", "start", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="The first date; today by default."
)
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def preview(
    chosen: Settings, channel_id: str, workspace: str | None, start: date | None, days: int, as_json: bool
) -> None:
    """What a channel's coming days would show, if nothing changed."""
    from kundord import channels

    show(_finish(channels.previewed(chosen, channel_id, workspace, start, days)), as_json)


# The outbox -------------------------------------------------------------------------------------


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def outbox(context: click.Context, as_json: bool) -> None:
    """What is to be said and is not out yet: alone, it lists what waits."""
    if context.invoked_subcommand is None:
        context.invoke(list_outbox, as_json=as_json)
    elif as_json:
        raise click.UsageError(f"--json goes behind the command: kundord outbox {context.invoked_subcommand} --json")


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def list_outbox(chosen: Settings, as_json: bool) -> None:
    """What waits, and why; then what may be out or not."""
    from kundord import outbox as rows

    shown, further = _finish(rows.listed(chosen))
    show(shown, as_json, "Nothing waits.")
    if further:
        click.echo(f"… and {further} more", err=True)


@outbox.command("retry")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def retry_errand(chosen: Settings, id: str, as_json: bool) -> None:
    """Send it at the next tick. What may be out already keeps its time, and is looked for first where the platform
    lets us look.
    """
    from kundord import outbox as rows

    row, kept = _finish(rows.retry(chosen, id))
    show(row, as_json)
    if kept:
        click.echo(f"It may be out already: that is looked into at {row['due_at']}, before anything is sent.", err=True)


@outbox.command("drop")
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configured
def drop_errand(chosen: Settings, id: str, as_json: bool) -> None:
    """Never send it."""
    from kundord import outbox as rows

    row = _finish(rows.drop(chosen, id))
    show(row, as_json)


# Manifests --------------------------------------------------------------------------------------


@main.group()
def manifest() -> None:
    """What to give a platform to have the bot installed."""


@manifest.command("slack")
@click.option("--socket-mode", is_flag=True, help="For a bot without a public address.")
@configured
def slack_manifest(chosen: Settings, socket_mode: bool) -> None:
    """The Slack app's manifest, to paste where Slack asks for it."""
    from adapters.slack.manifest import manifest as slack

    if not socket_mode and not (chosen.public_url or "").startswith("https://"):
        raise Failed("set KUNDORD_PUBLIC_URL to where Slack reaches the bot: https://…, or use --socket-mode")
    click.echo(json.dumps(slack(None if socket_mode else chosen.public_url, COMMAND), indent=2, ensure_ascii=False))


def _named(_context: click.Context, _option: click.Parameter, file: str) -> str:
    if not file:
        raise click.BadParameter("no file has an empty name.")
    return file


@manifest.command("teams")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True),
    callback=_named,
    default="kundord-teams.zip",
    show_default=True,
    help="- for stdout.",
)
@configured
def teams_manifest(chosen: Settings, output: str) -> None:
    """The Teams app's package, a zip to upload where Teams or its admin center asks for it."""
    from adapters.teams.manifest import package

    if chosen.teams_app_id is None:
        raise Failed("set KUNDORD_TEAMS_APP_ID to the id of the bot's registration")
    address = chosen.public_url or ""
    if not address.startswith("https://"):
        raise Failed("set KUNDORD_PUBLIC_URL to where Teams reaches the bot: https://…")
    if output == "-" and sys.stdout is None:
        raise Failed("there is no stdout to write to: it is closed")
    packed = package(chosen.teams_app_id, address)
    with click.open_file(output, "wb") as file:
        file.write(packed)
    if output != "-":
        click.echo(f"wrote {output}", err=True)


# Endings ----------------------------------------------------------------------------------------


def _finish(work: Coroutine[Any, Any, T], refused: type[click.ClickException] = Failed) -> T:
    """Run it to its end; what can be told in a sentence is told so. ``refused``: what a refusal by the core is."""
    from bot.domain.errors import KundordError, Refused, StorageAway
    from storage.alone import RunsAlready
    from storage.schema import SchemaOutdated, Unusable

    try:
        return asyncio.run(work)
    except StorageAway as away:
        # A person in a chat is told to try again in a minute. Who types commands is who has to repair it.
        raise Failed(f"the database does not answer: {away.facts.get('reason', 'it is too busy')}") from away
    except KundordError as error:
        from bot.wording import sentence, words

        raised = refused if isinstance(error, Refused) else Failed
        raise raised(sentence(error, words("en"))) from error
    except SchemaOutdated as outdated:
        raise Failed(f"{outdated}. Bring it there with: kundord migrate") from outdated
    except (RunsAlready, Unusable, OSError) as error:
        raise Failed(str(error)) from error


def _until_told(hurry: asyncio.Event | None = None) -> asyncio.Event:
    """Set when the process is asked to end; ``hurry``, when by somebody who waits for it (Ctrl-C), or again."""
    told = asyncio.Event()

    def tell(how: signal.Signals) -> None:
        if hurry and (how is signal.SIGINT or told.is_set()):
            hurry.set()
        told.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, tell, each)
    return told
