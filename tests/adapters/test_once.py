"""One event has one answer, unless the first could not be given."""

import asyncio

import pytest

from adapters.once import REMEMBERED, Once


class Answers:
    """Gives one after the other, and counts how often it was asked."""

    def __init__(self, *answers: str | Exception) -> None:
        self._answers, self.asked = list(answers), 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> str:
        self.asked += 1
        await self.gate.wait()
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def once() -> Once[str]:
    return Once(lambda answer: answer != "later")


async def test_deliveries_that_overtake_each_other_share_an_answer_and_so_does_a_later_one(once: Once[str]) -> None:
    answers = Answers("done", "again")
    answers.gate.clear()
    both = asyncio.gather(once("event", answers), once("event", answers))
    await asyncio.sleep(0)
    answers.gate.set()
    assert set(await both) == {"done"}
    assert await once("event", answers) == "done"
    assert answers.asked == 1


async def test_who_was_told_to_come_again_is_answered_anew(once: Once[str]) -> None:
    answers = Answers("later", "done")
    assert [await once("event", answers), await once("event", answers)] == ["later", "done"]


async def test_a_fault_is_not_the_answer_for_ever(once: Once[str]) -> None:
    answers = Answers(ZeroDivisionError(), "done")
    with pytest.raises(ZeroDivisionError):
        await once("event", answers)
    assert await once("event", answers) == "done"


async def test_only_so_many_are_remembered(once: Once[str]) -> None:
    for number in range(REMEMBERED + 1):
        assert await once(f"event-{number}", Answers("done")) == "done"
    first, last = Answers("first again"), Answers("last again")
    assert (await once("event-0", first), await once(f"event-{REMEMBERED}", last)) == ("first again", "done")
