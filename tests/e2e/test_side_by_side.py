"""An old and a new version at once, while the schema expands, and when it has contracted again."""

import asyncio
import shutil
from pathlib import Path

from storage.schema import newest
from tests.e2e.process import Installed, Kundord, due_now, eventually, slack_bot
from tests.fakes.slack_client import Slack

HERE = Path(__file__).parents[2]
PROGRAM = ("adapters", "bot", "kundord", "migrations", "storage")

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {before!r}

def upgrade():
"""
EXPAND = """
    op.create_table("moods", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()))
    op.add_column("quotes", sa.Column("mood", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_quotes_mood", "quotes", ["organisation", "mood"])
    op.create_index("ix_outbox_weight", "outbox", ["weight"])
"""
CONTRACT = """
    op.drop_index("ix_outbox_weight", "outbox")
    op.drop_column("outbox", "weight")
    op.drop_column("quotes", "mood")
    op.drop_table("moods")
"""


class Version(Installed):
    """Of a program that lies elsewhere."""

    program = HERE

    @property
    def _environment(self) -> dict[str, str]:
        return super()._environment | {"PYTHONPATH": str(self.program)}


def next_version(folder: Path, of: Path, what: str) -> Path:
    """That program with one more migration."""
    for package in PROGRAM:
        shutil.copytree(of / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    versions = folder / "migrations" / "versions"
    before = max(each.name[:4] for each in versions.glob("[0-9]*.py"))
    revision = f"{int(before) + 1:04}"
    text = MIGRATION.format(revision=revision, before=before) + what
    (versions / f"{revision}_next.py").write_text(text)
    return folder


def installed(bot: Kundord, folder: Path, program: Path) -> Version:
    """Another process of the same bot."""
    folder.mkdir()
    other = Version(folder, bot.database_url, {**bot.settings})
    other.settings["PORT"] = str(other.port)
    other.program = program
    return other


async def test_an_old_and_a_new_version_are_one_bot_while_the_schema_expands_and_contracts(
    slack: Slack, tmp_path: Path, postgresql_url: str
) -> None:
    anna, bo = slack.user("Anna Berg", admin=True), slack.user("Bo Ek", handle="bo")
    care = [slack.channel(f"care-{number}", anna, bo) for number in range(4)]
    wider = next_version(tmp_path / "wider", HERE, EXPAND)
    narrower = next_version(tmp_path / "narrower", wider, CONTRACT)
    said = (f"Caller number {number} was glad that it worked" for number in range(9))

    async def records(by: Kundord) -> None:
        slack.bot_url = by.url
        assert (await anna.types(f'/quote + "{next(said)}" @bo', care[0])).shows("Recorded.")

    async with slack_bot(slack, tmp_path, postgresql_url) as old:
        new = installed(old, tmp_path / "new", wider)
        last = installed(old, tmp_path / "last", narrower)
        try:
            await records(old)
            refused = await new.command("run")
            assert refused.code == 1
            assert "kundord migrate" in refused.err
            await new.must("migrate")
            await records(old)
            await new.start()
            for each in (old, new, old):
                await records(each)
            due = due_now()
            for channel in care:
                await old.must("channel", "set", channel.id, *due)
            await eventually(lambda: all(slack.posts(each) for each in care), within=60)
            # Rolled back, the old version starts beside the new schema.
            await old.stop()
            await old.start()
            await records(old)
            await old.stop()
            # Nobody needs any more what the version before did.
            await last.must("migrate")
            await records(new)
            await last.start()
            await records(last)
            await asyncio.sleep(3)
            assert [len(slack.posts(each)) for each in care] == [1] * len(care)
            await eventually(lambda: len(slack.told(bo.user)) == 8)
            assert "Traceback" not in old.log + new.log + last.log
        finally:
            print(new.log, last.log)  # noqa: T201  # whoever looks why it failed needs them
            await new.ended()
            await last.ended()


def test_the_next_version_is_one_further(tmp_path: Path) -> None:
    wider = next_version(tmp_path / "wider", HERE, EXPAND)
    assert max(each.name[:4] for each in (wider / "migrations" / "versions").glob("[0-9]*.py")) > newest()
