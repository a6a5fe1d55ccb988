"""How a message that is too large is made to fit: long texts are cut first, then what comes last is left out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from adapters.teams import limits
from adapters.teams.markup import weight
from bot.wording.parts import Block, Buttons, Muted

T = TypeVar("T")

Draw = Callable[[Sequence[Block], int], T]
"""Draws blocks with no text longer than so many units."""


def fitted(blocks: Sequence[Block], draw: Draw[T], sent: Callable[[T], object]) -> T:
    """What is drawn, with as much in it as there is room for in what is ``sent`` of it."""

    def fits(drawn: T) -> bool:
        return weight(sent(drawn)) <= limits.MESSAGE

    def cut_to(most: int) -> T:
        return draw(blocks, most)

    def begun(count: int) -> T:
        return draw(_begun(blocks, count), limits.TEXT_LEAST)

    if fits(whole := cut_to(limits.TEXT)):
        return whole
    if fits(cut_to(limits.TEXT_LEAST)):
        return cut_to(_most(limits.TEXT_LEAST, limits.TEXT, lambda most: fits(cut_to(most))))
    return begun(_most(0, len(blocks), lambda count: fits(begun(count))))


def holds(blocks: Sequence[Block], draw: Draw[T], sent: Callable[[T], object]) -> bool:
    """Whether there is room for all of them, though long texts may have to be cut."""
    return weight(sent(draw(blocks, limits.TEXT_LEAST))) <= limits.MESSAGE


def _begun(blocks: Sequence[Block], count: int) -> Sequence[Block]:
    """The first ``count`` blocks, three dots, and the buttons at the end, if it ends with some."""
    ending = blocks[-1:] if isinstance(blocks[-1], Buttons) else ()
    return (*blocks[:count], Muted(("…",)), *ending)


def _most(fitting: int, too_much: int, fits: Callable[[int], bool]) -> int:
    while too_much - fitting > 1:
        middle = (fitting + too_much) // 2
        fitting, too_much = (middle, too_much) if fits(middle) else (fitting, middle)
    return fitting
