"""What a start does not wait for, and does not keep in memory (PERFORMANCE, B18)."""

import subprocess
import sys

# Each costs milliseconds and megabytes, and most starts need none of them before the first answer.
LATER = {
    "alembic": "to migrate",
    "babel": "with the first date",
    "botbuilder": "where Teams is set up",
    "emoji": "with the first emoji",
    "holidays": "with the first work day",
    "msal": "where Teams is set up",
    "phonenumbers": "with the first number that may be a phone's",
    "psycopg": "on PostgreSQL",
    "sqlalchemy.dialects.postgresql": "on PostgreSQL",
    "stdnum": "with the first number that may be a person's",
}
START = """
import sys
import kundord.cli, kundord.settings, kundord.wiring, adapters.slack, bot.wording
bot.wording.words("sv")
print(*sys.modules)
"""
BESIDE = """
import sys
import kundord.cli, kundord.settings, kundord.channels, kundord.outbox
print(*sys.modules)
"""
A_BOTS = {
    "aiohttp": "speaks HTTP",
    "apscheduler": "ticks",
    "kundord.wiring": "joins all of it",
}


def test_a_start_imports_only_what_it_uses() -> None:
    imported = _imported(START)
    assert "adapters.slack" in imported
    assert sorted(imported & LATER.keys()) == []


def test_a_command_beside_a_running_bot_does_not_load_the_bot() -> None:
    imported = _imported(BESIDE)
    assert "storage.store" in imported
    assert sorted(imported & (A_BOTS.keys() | LATER.keys())) == []


def _imported(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())
