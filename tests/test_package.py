"""What is installed from a wheel, as the image does it: an editable checkout would not miss a file that is left out."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("adapters", "bot", "kundord", "migrations", "storage")


def test_a_wheel_has_every_file_of_every_room(tmp_path: Path) -> None:
    source = _what_the_image_is_built_from(tmp_path / "source")
    with zipfile.ZipFile(_wheel(source, tmp_path)) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
        told = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
        assert "kundord = kundord.cli:main" in wheel.read(told).decode()
    there = {path.relative_to(source).as_posix() for room in ROOMS for path in (source / room).rglob("*.*")}
    assert packed == there


def _what_the_image_is_built_from(folder: Path) -> Path:
    """A copy, since a build leaves its own folders beside what it builds."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    return folder


def _wheel(source: Path, into: Path) -> Path:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(into)]
    subprocess.run([*command, *offline, str(source)], check=True, capture_output=True)
    [made] = into.glob("*.whl")
    return made
