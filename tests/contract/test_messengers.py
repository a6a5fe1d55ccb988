"""Messengers: the core can rely on the same, whatever the platform."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters.courier import LEASE
from adapters.lane import MARGIN
from bot.domain.errors import ChannelClosed, NotSent, Rejected, Unknown
from bot.domain.refs import ChannelRef, MemberRef, MessageRef
from bot.ports import Letter
from bot.speech import CreditNotice, Hello, QuoteOfTheDay
from tests.contract.stages import STAGES, Stage
from tests.wording.samples import PRAISE


@pytest.fixture(params=STAGES)
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with STAGES[request.param](tmp_path) as stage:
        yield stage


def hello(to: ChannelRef | MemberRef, thread: str | None = None) -> Letter:
    return Letter(to, Hello(None), "en", thread=thread)


def praise(to: ChannelRef | MemberRef, replaces: MessageRef | None = None) -> Letter:
    return Letter(to, CreditNotice(PRAISE), "sv", replaces=replaces)


async def sent(stage: Stage, letter: Letter, id: str = "errand-1") -> MessageRef:
    ref = await stage.messenger.send(letter, id)
    assert ref
    return ref


async def test_a_post_stands_in_its_channel(stage: Stage) -> None:
    ref = await sent(stage, praise(stage.channel))
    assert ref.channel == stage.channel
    assert len(stage.in_channel()) == 1
    assert PRAISE.text in stage.in_channel()[0]
    assert stage.in_private() == []


@pytest.mark.parametrize("stage", ["slack", "teams"], indirect=True)
async def test_each_channel_reads_the_days_quote_in_its_own_language(stage: Stage) -> None:
    """In the demo, whose pages put words around a quote for whoever looks, there is but the quote to read."""
    for language in ("sv", "en"):
        letter = Letter(stage.channel, QuoteOfTheDay(PRAISE, date(2026, 11, 23)), language)
        await sent(stage, letter, f"errand-{language}")
    swedish, english = stage.in_channel()
    assert PRAISE.text in swedish
    assert PRAISE.text in english
    assert swedish != english


async def test_an_edit_takes_the_place_of_what_stood_there(stage: Stage) -> None:
    ref = await sent(stage, praise(stage.channel))
    assert await sent(stage, Letter(stage.channel, Hello(None), "en", replaces=ref), "errand-2") == ref
    assert len(stage.in_channel()) == 1
    assert PRAISE.text not in stage.in_channel()[0]


async def test_an_answer_in_a_thread_is_a_message_of_its_own(stage: Stage) -> None:
    root = await sent(stage, hello(stage.channel))
    answer = await sent(stage, hello(stage.channel, thread=root.id), "errand-2")
    assert answer.channel == stage.channel
    assert answer.id != root.id
    assert len(stage.in_channel()) == 2
    assert await sent(stage, praise(stage.channel, replaces=answer), "errand-3") == answer
    assert [PRAISE.text in each for each in stage.in_channel()] == [False, True]


async def test_a_private_message_is_for_one_person_and_can_be_edited(stage: Stage) -> None:
    ref = await sent(stage, hello(stage.person))
    assert ref.channel not in (stage.channel, stage.closed)
    again = await sent(stage, hello(stage.person), "errand-2")
    assert again.channel == ref.channel
    assert await sent(stage, praise(ref.channel, replaces=ref), "errand-3") == ref
    assert sorted(PRAISE.text in each for each in stage.in_private()) == [False, True]
    assert stage.in_channel() == []


async def test_a_whisper_is_read_by_one_person_only(stage: Stage) -> None:
    letter = Letter(stage.channel, Hello(None), "en", private_to=stage.person)
    assert await stage.messenger.send(letter, "errand-1") is None
    assert len(stage.in_private()) == 1
    assert stage.in_channel() == []


async def test_a_channel_that_we_are_not_in_takes_no_post(stage: Stage) -> None:
    with pytest.raises(ChannelClosed):
        await stage.messenger.send(hello(stage.closed), "errand-1")


async def test_nobody_can_be_written_to_who_is_not_there(stage: Stage) -> None:
    with pytest.raises(Rejected):
        await stage.messenger.send(hello(stage.stranger), "errand-1")


async def test_a_message_that_is_gone_is_not_edited(stage: Stage) -> None:
    with pytest.raises(Rejected) as refused:
        await stage.messenger.send(praise(stage.channel, replaces=MessageRef(stage.channel, "1.000001")), "errand-1")
    assert not isinstance(refused.value, ChannelClosed)


@pytest.mark.parametrize("fault", ["store_then_500", "drop_after"])
async def test_what_was_perhaps_sent_is_not_sent_again(stage: Stage, fault: str) -> None:
    if stage.spoil(fault):
        with pytest.raises(Unknown):
            await stage.messenger.send(hello(stage.channel), "errand-1")
    else:
        await stage.messenger.send(hello(stage.channel), "errand-1")
    assert len(stage.in_channel()) == 1


async def test_too_much_at_once_is_told_when_to_come_again(stage: Stage) -> None:
    if stage.spoil("429:7"):
        with pytest.raises(NotSent) as failed:
            await stage.messenger.send(hello(stage.channel), "errand-1")
        assert failed.value.wait == timedelta(seconds=7)
    assert stage.in_channel() == []


async def test_who_reads_back_finds_what_was_sent_and_who_does_not_says_so(stage: Stage) -> None:
    began = datetime.now(UTC)
    ref = await sent(stage, hello(stage.channel))
    look = stage.messenger.find(stage.channel, "errand-1", began, datetime.now(UTC))
    if stage.messenger.reads_back:
        assert await look == ref
        assert await stage.messenger.find(stage.channel, "errand-2", began, datetime.now(UTC)) is None
    else:
        with pytest.raises(Unknown):
            await look


async def test_words_that_cannot_be_read_are_none(stage: Stage) -> None:
    assert await stage.messenger.text_of(MessageRef(stage.channel, "1.000001")) is None


async def test_a_person_is_known_by_name(stage: Stage) -> None:
    profile = await stage.messenger.profile(stage.person)
    assert profile
    assert (profile.ref, profile.name) == (stage.person, stage.name)
    assert not profile.bot
    assert not profile.external


async def test_a_request_ends_well_before_a_lease_does(stage: Stage) -> None:
    assert stage.messenger.patience + MARGIN < LEASE / 2


async def test_what_would_be_begun_too_late_is_not_sent(stage: Stage) -> None:
    """Its lease may be somebody else's by then. Nothing of it was seen: it can be sent again, by whoever holds it."""
    standing = await sent(stage, hello(stage.channel))
    for letter in (
        praise(stage.channel),
        praise(stage.person),
        praise(stage.channel, replaces=standing),
        Letter(stage.channel, CreditNotice(PRAISE), "sv", private_to=stage.person),
        Letter(stage.channel, CreditNotice(PRAISE), "sv", thread=standing.id),
    ):
        with pytest.raises(NotSent):
            await stage.messenger.send(letter, "errand-2", time.monotonic())
    assert not any(PRAISE.text in each for each in (*stage.in_channel(), *stage.in_private()))
    assert await stage.messenger.send(praise(stage.channel), "errand-3", time.monotonic() + 5)
