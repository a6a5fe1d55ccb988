"""What Alembic runs: on the connection it is given, within the transaction that is open there."""

from typing import Any

from alembic import context

from storage import indexes  # noqa: F401  # the metadata has them once they are imported
from storage.tables import metadata


def _ours(_thing: Any, name: str | None, kind: str, _reflected: bool, _compared: Any) -> bool:
    """Whether Alembic compares it. SQLite's search tables are made by hand, and look like nothing of ours."""
    sqlite = context.get_context().dialect.name == "sqlite"
    return not (sqlite and kind == "table" and (name or "").startswith(("quote_words", "case_words")))


def _run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        include_object=_ours,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
