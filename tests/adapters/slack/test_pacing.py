"""Slack's pace: one message a second in a channel, so many of a method in a workspace, and none before it says so."""

from datetime import timedelta

from adapters.slack.pacing import Pacing
from bot.domain.refs import ChannelRef
from tests.builders import BJORN, KUNDER, SLACK, UK

MOST = timedelta(seconds=20)
POST = "chat.postMessage"


class Hands:
    """Of a clock that is moved on by hand."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


def seconds(pacing: Pacing, to: ChannelRef = KUNDER, method: str = POST, most: timedelta = MOST) -> float:
    return pacing.wait(method, to, most).total_seconds()


def test_a_short_burst_then_one_a_second_in_a_channel() -> None:
    pacing = Pacing(monotonic=Hands())
    assert [seconds(pacing) for _ in range(6)] == [0, 0, 0, 1, 2, 3]
    assert seconds(pacing, UK) == 0


def test_who_has_waited_has_room_again() -> None:
    clock = Hands()
    pacing = Pacing(monotonic=clock)
    for _ in range(5):
        seconds(pacing)
    clock.at += 60
    assert [seconds(pacing) for _ in range(4)] == [0, 0, 0, 1]


def test_all_channels_of_a_workspace_share_a_methods_pace() -> None:
    pacing = Pacing(monotonic=Hands())
    waits = [seconds(pacing, ChannelRef(SLACK, f"C{number}")) for number in range(60)]
    assert waits[:20] == [0] * 20
    assert waits[20:24] == [0.25, 0.5, 0.75, 1.0]
    assert waits[59] == 10
    assert pacing.wait("chat.postEphemeral", BJORN, MOST) == timedelta(0)


def test_whose_turn_is_too_late_takes_none() -> None:
    pacing = Pacing(monotonic=Hands())
    for _ in range(5):
        seconds(pacing)
    soon = timedelta(seconds=1)
    assert [seconds(pacing, most=soon) for _ in range(3)] == [3, 3, 3]
    assert seconds(pacing) == 3


def test_told_to_wait_nobody_in_that_workspace_asks_before() -> None:
    clock = Hands()
    pacing = Pacing(monotonic=clock)
    pacing.hold(POST, SLACK, timedelta(seconds=30))
    assert seconds(pacing, UK) == 30
    assert seconds(pacing, UK, "chat.update") == 0
    clock.at += 30
    assert seconds(pacing, UK) == 0


def test_it_does_not_remember_every_channel_for_ever() -> None:
    clock = Hands()
    pacing = Pacing(monotonic=clock)
    for number in range(25_000):
        clock.at += 1
        seconds(pacing, ChannelRef(SLACK, f"C{number}"))
    assert len(pacing._used_until) <= 10_001
