"""The command of docs/operating.md that makes a copy, as it stands there."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

(COMMAND,) = (
    line.strip()
    for line in (Path(__file__).parents[2] / "docs" / "operating.md").read_text().splitlines()
    if line.startswith("    ") and ".backup(" in line
)


def copied(folder: Path) -> bool:
    return subprocess.run(COMMAND, shell=True, cwd=folder, capture_output=True, check=False).returncode == 0


def test_a_copy_has_what_is_in_the_database(sqlite_url: str, tmp_path: Path) -> None:
    assert sqlite_url == f"sqlite:///{tmp_path / 'kundord.db'}"
    assert copied(tmp_path)
    with closing(sqlite3.connect(tmp_path / "kundord-friday.db")) as copy:
        assert copy.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_a_copy_in_the_wrong_folder_fails_and_leaves_nothing(tmp_path: Path) -> None:
    assert not copied(tmp_path)
    assert list(tmp_path.iterdir()) == []
