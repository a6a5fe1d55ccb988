"""What was drawn a moment ago has customers' words in it."""

import asyncio
from collections.abc import Iterator
from itertools import count

from adapters.lately import FORGOTTEN_AFTER, Lately
from tests.builders import PRAISE


class LoopOfHands(asyncio.SelectorEventLoop):
    """Its time passes when a test says so."""

    at = 1_000.0

    def time(self) -> float:
        return self.at


async def asked(lately: Lately[int], numbers: Iterator[int]) -> int:
    await asyncio.sleep(0)
    return lately.get(PRAISE[0], lambda: next(numbers))


def test_it_is_not_made_twice_within_a_minute_and_not_kept_for_longer() -> None:
    loop, lately, numbers = LoopOfHands(), Lately[int](), count(1)
    try:
        made = []
        for seconds in (0.0, FORGOTTEN_AFTER - 1, 1.0, FORGOTTEN_AFTER - 1, 1.0):
            loop.at += seconds
            made.append(loop.run_until_complete(asked(lately, numbers)))
    finally:
        loop.close()
    assert made == [1, 1, 2, 2, 3]
