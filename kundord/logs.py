"""Logging for people or for machines, without customers' words: what is logged are ids, kinds and reasons."""

import logging
import sys

import click

from kundord.settings import Settings

log = logging.getLogger(__name__)

NOISY = {
    "alembic": logging.WARNING,
    # It warns of a tick that finds the last one still at work, which is what it is there for.
    "apscheduler": logging.ERROR,
    "slack_bolt": logging.WARNING,
    "slack_sdk": logging.WARNING,
}


def set_up(settings: Settings) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if settings.log_format == "json" else _console())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name, level in NOISY.items():
        logging.getLogger(name).setLevel(level)


def announce(settings: Settings, sentence: str) -> None:
    """To whoever started it; as a line of the log where programs read all that is printed."""
    if settings.log_format == "json":
        log.info(sentence)
    else:
        click.echo(sentence)


def _console() -> logging.Formatter:
    return logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415

    # Its own field for the time: in UTC, while what logging calls asctime is of no zone.
    return JsonFormatter("{levelname}{name}{message}", style="{", rename_fields={"levelname": "level"}, timestamp="at")
