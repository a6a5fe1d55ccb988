"""What a benchmark yields: one figure beside its bar."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and what it should be: at least, or at most, ``bar``.

    ``note`` tells what else was seen, the CPU's share first: it says which way a doubtful figure leans.
    """

    name: str
    what: str
    value: float
    bar: float
    at_least: bool
    note: str = ""

    @property
    def ok(self) -> bool:
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def row(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        verdict = "ok" if self.ok else "short"
        return self.name, self.what, f"{sign} {_short(self.bar)}", _short(self.value), verdict, self.note

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok}


def at_least(name: str, what: str, bar: float, value: float, note: str = "") -> Figure:
    return Figure(name, what, value, bar, True, note)


def at_most(name: str, what: str, bar: float, value: float, note: str = "") -> Figure:
    return Figure(name, what, value, bar, False, note)


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
