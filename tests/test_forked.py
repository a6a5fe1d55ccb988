"""The processes that tests fork: as good as those that people start, and sooner there."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.forked import IMPORTED, Main, forked


def lacking(words: Sequence[str]) -> None:
    missing = [name for name in IMPORTED if name not in sys.modules]
    sys.exit(" ".join([*words, *missing, os.environ["PLACE"], Path.cwd().name]))


def hang(_words: Sequence[str]) -> None:
    signal.pause()


async def test_it_has_imported_all_that_a_bot_needs_and_is_told_by_words_and_environment(tmp_path: Path) -> None:
    """The fork server says nothing of a module that it cannot import."""
    assert await ended(lacking, ["hello"], tmp_path) == (1, f"hello here {tmp_path.name}\n")


async def test_a_signal_ends_it_and_is_its_code(tmp_path: Path) -> None:
    process = forked(hang, [], os.environ, tmp_path, tmp_path / "out", tmp_path / "err")
    assert process.returncode is None
    process.send_signal(signal.SIGKILL)
    assert await process.wait() == process.returncode == -signal.SIGKILL


async def ended(main: Main, words: Sequence[str], folder: Path) -> tuple[int, str]:
    """Its code, and what it said of it."""
    out, errors = folder / "out", folder / "err"
    process = forked(main, words, {**os.environ, "PLACE": "here"}, folder, out, errors)
    return await process.wait(), errors.read_text()
