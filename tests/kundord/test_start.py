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


def test_a_start_imports_only_what_it_uses() -> None:
    done = subprocess.run([sys.executable, "-c", START], check=True, capture_output=True, text=True)
    imported = set(done.stdout.split())
    assert "adapters.slack" in imported
    assert sorted(imported & LATER.keys()) == []
