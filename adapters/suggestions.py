"""What may be meant by what somebody types into a form's long list."""

import re
from collections.abc import Iterable, Iterator

from bot.domain.words import fold
from bot.wording.parts import Option


def meant(options: Iterable[Option], typed: str) -> Iterator[Option]:
    """The likeliest first: by how an option begins, by any word of it, by any part, then by its value."""
    wanted = fold(typed.strip())
    ranked = [(rank, each) for each in options if (rank := _rank(each, wanted)) is not None]
    return (each for _, each in sorted(ranked, key=lambda pair: pair[0]))


def _rank(option: Option, wanted: str) -> int | None:
    """None: not meant at all."""
    label = fold(option.label)
    if label.startswith(wanted):
        return 0
    if re.search(rf"\b{re.escape(wanted)}", label):
        return 1
    if wanted in label:
        return 2
    # Who knows the zone by its name types Europe/Oslo.
    return 3 if wanted in fold(option.value) else None
