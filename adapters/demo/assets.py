"""The page's style, script and letters, read once and served under an address that changes when they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Asset:
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Assets:
    """``files`` by their path below the folder."""

    prefix: str
    files: Mapping[str, Asset]


@cache
def assets() -> Assets:
    paths = sorted(path for path in _FOLDER.rglob("*") if path.suffix in _TYPES)
    files = {path.relative_to(_FOLDER).as_posix(): Asset(_TYPES[path.suffix], path.read_bytes()) for path in paths}
    digest = sha256()
    for name, asset in files.items():
        digest.update(name.encode() + b"\0" + asset.body)
    return Assets(f"/demo/static/{digest.hexdigest()[:12]}", files)
