"""Units of work: the same on every database."""

import asyncio
import threading
import time as wall
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from bot.domain.channels import Channel, NoSuchChannel, Schedule
from bot.domain.choice import NOBODY, Choice, Reason
from bot.domain.errors import AlreadyExists, StaleVersion
from bot.domain.people import Member, NoSuchMember, NoSuchTeam
from bot.domain.quotes import MemberCredit, Named, NewQuote, NoSuchQuote, Quote, Sentiment, TeamCredit, Vote
from bot.domain.refs import ChannelNumber, ChannelRef, MemberNumber, MemberRef, MessageRef, QuoteNumber, TeamNumber
from bot.ports import Errand, Fate, Feature, Kind, Leased, Post, Receipt, Registry, UnitOfWork
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, WORDS, Company, channel, company, profile, words

HERE = ChannelRef(ACME, "CKUNDER")
MONDAY = date(2026, 11, 23)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=90)


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        yield there


def edit() -> Errand:
    return Errand(Kind.EDIT, "edit:1", 1, HERE)


def credit_notice(key: str = "credit:1", member: str = "ANNA") -> Errand:
    return Errand(Kind.CREDIT, key, 1, MemberRef(ACME, member))


async def lease(acme: Company, most: int = 10) -> list[Leased]:
    return list(await acme.registry(lambda registry: registry.lease(most, LEASE)))


# Transactions -----------------------------------------------------------------------------------


async def test_what_a_unit_did_before_it_failed_is_undone(acme: Company) -> None:
    def fails(unit: UnitOfWork) -> None:
        unit.quotes.add(words())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await acme.does(fails)
    assert await acme.sees(lambda unit: unit.quotes.search("broadband", 5)) == []
    assert (await acme.does(lambda unit: unit.quotes.add(words()))).number == 1


async def test_a_failed_unit_takes_no_other_along(acme: Company) -> None:
    def records(unit: UnitOfWork, text: str) -> Quote:
        quote = unit.quotes.add(words(text=text))
        if "not" in text:
            raise ZeroDivisionError
        return quote

    texts = [f"{'not ' if number % 3 == 0 else ''}this, said customer {number}" for number in range(30)]
    outcomes = await asyncio.gather(*(acme.does(records, text) for text in texts), return_exceptions=True)
    kept = sorted(outcome.number for outcome in outcomes if isinstance(outcome, Quote))
    assert kept == list(range(1, 21))
    assert len(await acme.sees(lambda unit: unit.quotes.search("customer", 50))) == 20


async def test_a_rehearsal_shows_what_would_be_and_leaves_nothing(acme: Company) -> None:
    rehearsed = await acme.store.rehearse(acme.id, lambda unit: unit.quotes.add(words()))
    assert rehearsed.number == 1
    with pytest.raises(NoSuchQuote):
        await acme.sees(lambda unit: unit.quotes.get(QuoteNumber(1)))


async def test_who_was_slower_is_asked_once_more_and_then_sees_the_other(acme: Company) -> None:
    tries = []

    def keeps(unit: UnitOfWork) -> Receipt | None:
        tries.append(unit)
        if len(tries) == 2:
            return unit.inbox.receipt("event:1")
        unit.inbox.keep("event:1", Receipt("mine"))
        return None

    await acme.does(lambda unit: unit.inbox.keep("event:1", Receipt("theirs")))
    assert await acme.does(keeps) == Receipt("theirs")


async def test_a_second_conflict_is_told(acme: Company) -> None:
    await acme.does(lambda unit: unit.inbox.keep("event:1", Receipt("theirs")))
    with pytest.raises(AlreadyExists):
        await acme.does(lambda unit: unit.inbox.keep("event:1", Receipt("mine")))


async def test_a_refused_name_does_not_spoil_the_rest_of_the_unit(acme: Company) -> None:
    def adds(unit: UnitOfWork) -> QuoteNumber:
        unit.teams.add("Billing", frozenset())
        with pytest.raises(AlreadyExists):
            unit.teams.add("BILLING", frozenset())
        with pytest.raises(AlreadyExists):
            unit.teams.save(replace(unit.teams.add("Delivery", frozenset()), name="billing"))
        return unit.quotes.add(words()).number

    assert await acme.does(adds) == 1


async def test_a_reader_cannot_write(acme: Company) -> None:
    with pytest.raises(Exception, match=r"read.?only|readonly"):
        await acme.sees(lambda unit: unit.quotes.add(words()))


async def test_a_unit_whose_caller_left_counts_all_the_same(acme: Company) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def records(unit: UnitOfWork) -> None:
        unit.quotes.add(words())
        loop.call_soon_threadsafe(done.set)

    asked = asyncio.ensure_future(acme.does(records))
    await asyncio.sleep(0)
    asked.cancel()
    await done.wait()
    await acme.store.close()
    async with company(acme.url) as again:
        assert (await again.sees(lambda unit: unit.quotes.get(QuoteNumber(1)))).text == WORDS


async def test_all_of_a_unit_is_one_instant(acme: Company) -> None:
    def now(unit: UnitOfWork) -> tuple[datetime, datetime]:
        first = unit.now
        acme.clock.forward(MINUTE)
        return first, unit.now

    assert await acme.does(now) == (MORNING, MORNING)


# What is kept comes back ------------------------------------------------------------------------


async def test_a_quote_comes_back_as_it_was_recorded(acme: Company) -> None:
    message = MessageRef(HERE, "1700000000.000100", "1700000000.000001")
    new = NewQuote(
        text="Endelig en som ringte tilbake 👩‍👩‍👧, «da han sa han skulle det».",
        sentiment=Sentiment.POSITIVE,
        recorder=MemberNumber(7),
        heard_at=datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        credits=(TeamCredit(TeamNumber(4)), MemberCredit(MemberNumber(9)), MemberCredit(MemberNumber(2))),
        customer="Tobarnsfar, Bodø",
        stage="get help",
        via="telefon",
        link="https://example.com/a?b=c",
        language="nb",
        source=message,
        may_show_customer=True,
        named=(Named(MemberNumber(2), "Bo Ek"), Named(MemberNumber(5), "Bo"), Named(MemberNumber(5), "Bo Ek")),
    )
    recorded = await acme.does(lambda unit: unit.quotes.add(new))
    found = await acme.sees(lambda unit: unit.quotes.get(recorded.number))
    assert found == recorded == Quote(QuoteNumber(1), new, MORNING)
    assert found.words.heard_at.tzinfo is UTC


async def test_a_channel_comes_back_as_it_was_set(acme: Company) -> None:
    schedule = Schedule(
        at=time(7, 35),
        timezone="Europe/Oslo",
        days=frozenset({0, 6}),
        holidays="NO",
        days_off=frozenset({date(2026, 12, 24), date(2026, 5, 17)}),
        cutoff=time(0),
        paused_until=date(2027, 1, 2),
    )
    wanted = Channel(
        ChannelNumber(0),
        HERE,
        "kunder",
        schedule,
        "nb",
        daily=False,
        follow_up=True,
        teams=frozenset({TeamNumber(2)}),
        stages=frozenset({"buy", "get help"}),
        owner=MemberNumber(3),
        private=True,
        closed="is_archived",
    )
    added = await acme.does(lambda unit: unit.channels.add(wanted, None))
    assert added == replace(wanted, number=ChannelNumber(1))
    assert await acme.sees(lambda unit: unit.channels.by_ref(HERE)) == added
    plain = replace(Channel(added.number, HERE), version=2)
    await acme.does(lambda unit: unit.channels.save(replace(plain, version=1), None))
    assert await acme.sees(lambda unit: unit.channels.get(added.number)) == plain


async def test_an_instant_without_a_zone_is_refused(acme: Company) -> None:
    naive = replace(words(), heard_at=datetime(2026, 11, 23))  # noqa: DTZ001  # on purpose
    with pytest.raises(ValueError, match="no time zone"):
        await acme.does(lambda unit: unit.quotes.add(naive))


async def test_the_organisation_is_what_it_chose_last(acme: Company) -> None:
    def chooses(unit: UnitOfWork) -> None:
        unit.change(unit.organisation.choosing(("find", "stay"), frozenset("🔥"), frozenset("📌")))
        assert unit.organisation.stages == ("find", "stay")

    await acme.does(chooses)
    chosen = await acme.sees(lambda unit: unit.organisation)
    assert (chosen.stages, chosen.world_emoji, chosen.save_emoji) == (
        ("find", "stay"),
        frozenset("🔥"),
        frozenset("📌"),
    )


# Members and teams ------------------------------------------------------------------------------


async def test_a_member_met_again_keeps_what_they_chose(acme: Company) -> None:
    anna = await acme.does(lambda unit: unit.members.meet(profile("ANNA", "Anna Berg")))
    await acme.does(lambda unit: unit.members.save(replace(anna, named=False, named_curator=True)))
    again = await acme.does(lambda unit: unit.members.meet(profile("ANNA", "Anna Dahl")))
    assert again == Member(anna.number, profile("ANNA", "Anna Dahl"), named=False, named_curator=True)
    assert await acme.sees(lambda unit: unit.members.curators()) == [again]
    assert await acme.sees(lambda unit: unit.members.named("berg")) == []


@pytest.mark.parametrize("typed", ["åse", "AASE", "ase l", "Lærum", "laer", "@a.lærum", "a laerum"])
async def test_a_member_is_found_by_any_beginning_of_a_name(acme: Company, typed: str) -> None:
    def meets(unit: UnitOfWork) -> Member:
        unit.members.meet(profile("BO", "Bo Ek"))
        return unit.members.meet(replace(profile("ASE", "Åse Lærum"), handle="a.laerum"))

    ase = await acme.does(meets)
    assert await acme.sees(lambda unit: unit.members.named(typed)) == [ase]


async def test_at_most_twenty_share_a_beginning(acme: Company) -> None:
    def meets(unit: UnitOfWork) -> None:
        for number in range(30):
            unit.members.meet(profile(f"ANNA{number}", f"Anna Anderson {number}"))

    await acme.does(meets)
    assert len(await acme.sees(lambda unit: unit.members.named("an"))) == 20
    assert await acme.sees(lambda unit: unit.members.named("😀")) == []


async def test_who_is_asked_for_wrongly_gets_names_that_look_alike(acme: Company) -> None:
    await acme.does(lambda unit: unit.members.meet(profile("BJORN", "Bjørn Haugland")))
    assert await acme.sees(lambda unit: unit.members.nearest("bjron haugland")) == ("Bjørn Haugland",)


async def test_several_members_are_looked_up_at_once(acme: Company) -> None:
    refs = [MemberRef(ACME, f"U{number}") for number in range(40)]
    await acme.does(lambda unit: [unit.members.meet(profile(ref.id)) for ref in refs])
    strangers = [MemberRef(ACME, "NOBODY"), MemberRef(RIVAL, "U1")]
    found = await acme.sees(lambda unit: unit.members.by_refs([*refs, *strangers]))
    assert set(found) == set(refs)
    numbers = [member.number for member in found.values()]
    assert set(await acme.sees(lambda unit: unit.members.some(numbers))) == set(numbers)
    assert await acme.sees(lambda unit: unit.members.by_refs([])) == {}


async def test_a_team_has_the_members_it_was_given_last(acme: Company) -> None:
    def forms(unit: UnitOfWork) -> None:
        one, two = (unit.members.meet(profile(id)).number for id in ("ANNA", "BO"))
        zebra = unit.teams.add("zebra", frozenset({one}))
        alpha = unit.teams.add("Älpha", frozenset({one, two}))
        unit.teams.save(replace(zebra, members=frozenset({two})))
        assert [team.name for team in unit.teams.all()] == ["Älpha", "zebra"]
        assert unit.teams.all()[0] == unit.teams.get(alpha.number) == alpha
        assert unit.teams.get(zebra.number).members == {two}

    await acme.does(forms)


async def test_nobody_of_that_number(acme: Company) -> None:
    with pytest.raises(NoSuchMember):
        await acme.sees(lambda unit: unit.members.get(MemberNumber(5)))
    with pytest.raises(NoSuchTeam):
        await acme.sees(lambda unit: unit.teams.get(TeamNumber(5)))
    with pytest.raises(NoSuchChannel):
        await acme.sees(lambda unit: unit.channels.get(ChannelNumber(5)))
    with pytest.raises(NoSuchQuote):
        await acme.sees(lambda unit: unit.quotes.get(QuoteNumber(5)))


# Channels ---------------------------------------------------------------------------------------


async def test_a_channel_is_looked_at_when_it_is_due_earliest_first(acme: Company) -> None:
    def adds(unit: UnitOfWork) -> list[ChannelNumber]:
        dues = {"A": MORNING + MINUTE, "B": MORNING - MINUTE, "C": MORNING, "D": None}
        return [unit.channels.add(channel(id), due).number for id, due in dues.items()]

    a, b, c, d = await acme.does(adds)
    assert await acme.registry(lambda registry: registry.due_channels(5)) == [(acme.id, b), (acme.id, c)]
    await acme.does(lambda unit: unit.channels.wake({b: None}))
    await acme.does(lambda unit: unit.channels.wake({d: MORNING - MINUTE}))
    acme.clock.forward(MINUTE)
    assert await acme.registry(lambda registry: registry.due_channels(2)) == [(acme.id, d), (acme.id, c)]
    assert await acme.sees(lambda unit: unit.channels.get(a).version) == 1


async def test_only_the_first_of_two_changes_to_a_channel_is_saved(acme: Company) -> None:
    there = await acme.does(lambda unit: unit.channels.add(channel(), None))
    await acme.does(lambda unit: unit.channels.save(replace(there, name="first"), None))
    with pytest.raises(StaleVersion):
        await acme.does(lambda unit: unit.channels.save(replace(there, name="second"), None))
    assert (await acme.sees(lambda unit: unit.channels.get(there.number))).name == "first"
    with pytest.raises(AlreadyExists):
        await acme.does(lambda unit: unit.channels.add(channel(), None))


# Quotes -----------------------------------------------------------------------------------------


async def test_only_the_first_of_two_changes_to_a_quote_is_saved(acme: Company) -> None:
    quote = await acme.does(lambda unit: unit.quotes.add(words()))
    await acme.does(lambda unit: unit.quotes.save(replace(quote, held=True)))
    with pytest.raises(StaleVersion):
        await acme.does(lambda unit: unit.quotes.save(quote.withdraw()))
    assert await acme.sees(lambda unit: unit.quotes.get(quote.number)) == replace(quote, held=True, version=2)


async def test_who_takes_a_quote_back_while_it_is_held_sees_what_its_holder_did(acme: Company) -> None:
    quote = await acme.does(lambda unit: unit.quotes.add(words()))
    held = threading.Event()

    def posts(unit: UnitOfWork) -> None:
        unit.quotes.hold(quote.number)
        held.set()
        wall.sleep(0.3)
        unit.posts.add(Post(0, MessageRef(HERE, "1"), Kind.CREDIT, quote.number, quote.number))

    def takes_back(unit: UnitOfWork) -> int:
        unit.quotes.save(quote.withdraw())
        return len(unit.posts.of_quote(quote.number))

    posting = asyncio.ensure_future(acme.does(posts))
    await asyncio.to_thread(held.wait)
    assert await acme.does(takes_back) == 1
    await posting


async def test_the_same_words_of_the_same_customer_are_found_again(acme: Company) -> None:
    quote = await acme.does(lambda unit: unit.quotes.add(words(customer="Parent")))

    async def same(text: str = WORDS, customer: str | None = "Parent", since: datetime = MORNING) -> Quote | None:
        return await acme.sees(lambda unit: unit.quotes.same(text, customer, Sentiment.POSITIVE, since))

    assert await same() == quote
    assert await same(text=f"{WORDS} ") is None
    assert await same(customer=None) is None
    assert await same(since=MORNING + MINUTE) is None
    await acme.does(lambda unit: unit.quotes.save(quote.withdraw()))
    assert await same() is None


async def test_a_members_quotes_come_newest_first_without_the_withdrawn(acme: Company) -> None:
    def records(unit: UnitOfWork) -> tuple[MemberNumber, list[Quote]]:
        anna = unit.members.meet(profile("ANNA")).number
        credit = MemberCredit(anna)
        added = [unit.quotes.add(words(credit, recorder=anna, text=f"{WORDS} {number}")) for number in range(5)]
        bad = unit.quotes.add(words(credit, recorder=anna, sentiment=Sentiment.NEGATIVE))
        unit.quotes.save(added[4].withdraw())
        unit.quotes.save(replace(added[3], held=True))
        return anna, [*added, bad]

    anna, (_, one, two, three, _, bad) = await acme.does(records)
    held = replace(three, held=True, version=2)
    assert await acme.sees(lambda unit: unit.quotes.recorded_by(anna, 3)) == [bad, held, two]
    assert await acme.sees(lambda unit: unit.quotes.earned_by(anna, 3)) == [held, two, one]
    assert await acme.sees(lambda unit: unit.quotes.latest_by(anna, MORNING)) == bad
    assert await acme.sees(lambda unit: unit.quotes.latest_by(anna, MORNING + MINUTE)) is None


async def test_the_newest_quote_that_can_be_featured(acme: Company) -> None:
    assert await acme.sees(lambda unit: unit.quotes.latest_at()) is None
    await acme.does(lambda unit: unit.quotes.add(words()))
    acme.clock.forward(MINUTE)
    await acme.does(lambda unit: unit.quotes.add(words(sentiment=Sentiment.NEGATIVE)))
    assert await acme.sees(lambda unit: unit.quotes.latest_at()) == MORNING


@pytest.mark.parametrize(
    ("sought", "finds"),
    [
        ("rod", True),
        ("RØD", True),
        ("fjaere stue", True),
        ("stu rød", True),
        ("bodø", True),
        ("tjuefire", False),
        ("24", True),
        ('C++ -x "', False),
        ("rød AND OR NOT", False),
        ("rød*", True),
        ("'; DROP", False),
        ("", False),
        ("ød", False),
        ("日本", True),
    ],
)
async def test_a_search_finds_beginnings_of_words_however_they_are_typed(
    acme: Company, sought: str, finds: bool
) -> None:
    text = "Den RØDE fjæren i stuen, 24 timer! 日本語 virker óg."
    quote = await acme.does(lambda unit: unit.quotes.add(words(text=text, customer="Bodø")))
    assert await acme.sees(lambda unit: unit.quotes.search(sought, 5)) == ([quote] if finds else [])


async def test_a_search_finds_the_newest_first_and_what_it_says_now(acme: Company) -> None:
    def records(unit: UnitOfWork) -> None:
        one, two, three = [unit.quotes.add(words(text=f"the router, said number {number}")) for number in range(3)]
        unit.quotes.save(two.withdraw())
        unit.quotes.save(replace(one, words=replace(one.words, text="the modem, said the first")))
        assert [quote.number for quote in unit.quotes.search("said", 5)] == [3, 1]
        assert unit.quotes.search("said", 1) == [three]
        assert unit.quotes.search("router", 5) == [three]
        assert [quote.number for quote in unit.quotes.search("modem", 5)] == [1]

    await acme.does(records)


# Features ---------------------------------------------------------------------------------------


async def test_a_channel_has_one_plan_per_date(acme: Company) -> None:
    there = (await acme.does(lambda unit: unit.channels.add(channel(), None))).number
    quote = await acme.does(lambda unit: unit.quotes.add(words()))
    at = await acme.sees(lambda unit: unit.channels.get(there))
    choice = await acme.sees(lambda unit: unit.features.choose(at, MONDAY))
    assert choice is not None
    assert choice.quote == quote.number
    planned = Feature(there, MONDAY, Fate.PLANNED, choice)
    assert await acme.does(lambda unit: unit.features.plan(planned))
    assert not await acme.does(lambda unit: unit.features.plan(Feature(there, MONDAY, Fate.SKIPPED)))
    assert await acme.sees(lambda unit: unit.features.get(there, MONDAY)) == planned
    await acme.does(lambda unit: unit.features.settle(there, MONDAY, Fate.SHOWN))
    assert await acme.sees(lambda unit: unit.features.latest(there)) == replace(planned, fate=Fate.SHOWN)
    assert await acme.sees(lambda unit: unit.features.choose(at, MONDAY)) is None


async def test_the_latest_quote_of_a_channel_may_be_from_before_its_latest_date(acme: Company) -> None:
    there = (await acme.does(lambda unit: unit.channels.add(channel(), None))).number
    quote = await acme.does(lambda unit: unit.quotes.add(words()))
    choice = Choice(quote.number, NOBODY, Reason.NEVER_FEATURED, None)
    perhaps_shown = Feature(there, MONDAY, Fate.UNCERTAIN, choice)
    others = [
        Feature(there, MONDAY + timedelta(days=later), fate, choice if fate is Fate.MISSED else None)
        for later, fate in enumerate((Fate.NOTHING, Fate.SKIPPED, Fate.MISSED), 1)
    ]
    await acme.does(lambda unit: unit.features.plan_all([perhaps_shown, *others]))
    assert await acme.sees(lambda unit: unit.features.latest(there)) == others[-1]
    assert await acme.sees(lambda unit: unit.features.latest_featured(there)) == perhaps_shown
    assert await acme.sees(lambda unit: unit.features.latest_featured(ChannelNumber(99))) is None


async def test_of_many_channels_each_has_its_own_choice_and_date(acme: Company) -> None:
    def plans(unit: UnitOfWork) -> None:
        one, two, dry = (unit.channels.add(replace(channel(), ref=ChannelRef(ACME, id)), None) for id in "ABC")
        quote = unit.quotes.add(words())
        seen = unit.features.choose(dry, MONDAY)
        unit.features.plan(Feature(dry.number, MONDAY, Fate.PLANNED, seen))
        unit.features.settle(dry.number, MONDAY, Fate.SHOWN)
        tuesday = MONDAY + timedelta(days=1)
        choices = unit.features.choose_all([(one, MONDAY), (two, tuesday), (dry, tuesday)])
        assert {number: choice.quote for number, choice in choices.items()} == dict.fromkeys(
            (one.number, two.number), quote.number
        )
        first = Feature(one.number, MONDAY, Fate.PLANNED, choices[one.number])
        second = Feature(two.number, tuesday, Fate.PLANNED, choices[two.number])
        assert unit.features.plan_all([first, second]) == {one.number, two.number}
        assert unit.features.plan_all([first, Feature(one.number, tuesday, Fate.NOTHING)]) == {one.number}
        days = [(one.number, MONDAY), (two.number, tuesday), (two.number, MONDAY)]
        assert unit.features.some(days) == dict(zip(days, (first, second), strict=False))
        assert unit.features.latest_dates([one.number, two.number, ChannelNumber(99)]) == dict.fromkeys(
            (one.number, two.number), tuesday
        )
        unit.features.settle_all(days, Fate.SHOWN)
        assert unit.features.get(one.number, MONDAY) == replace(first, fate=Fate.SHOWN)
        assert unit.features.choose_all([(one, tuesday), (two, tuesday)]) == {}

    await acme.does(plans)


async def test_a_channel_remembers_when_it_was_asked(acme: Company) -> None:
    there = (await acme.does(lambda unit: unit.channels.add(channel(), None))).number
    ask = Errand(Kind.ASK, "ask:1", there, HERE)
    assert not await acme.sees(lambda unit: unit.features.asked_since(there, MORNING))
    await acme.does(lambda unit: unit.outbox.add(ask))
    acme.clock.forward(MINUTE)
    await acme.does(lambda unit: unit.outbox.add(ask))
    assert await acme.sees(lambda unit: unit.features.asked_since(there, MORNING))
    assert not await acme.sees(lambda unit: unit.features.asked_since(there, MORNING + MINUTE))


# Posts, reactions, votes ------------------------------------------------------------------------


async def test_posts_are_found_by_message_quote_and_who_is_on_them(acme: Company) -> None:
    def posts(unit: UnitOfWork) -> None:
        anna, bo = (unit.members.meet(profile(id)).number for id in ("ANNA", "BO"))
        quote = unit.quotes.add(words(MemberCredit(anna), recorder=bo)).number
        card = Post(0, MessageRef(HERE, "1.1", "1.0"), Kind.FEATURE, 1, quote, ("2026-11-23",))
        dm = Post(0, MessageRef(ChannelRef(ACME, "DANNA"), "2.2"), Kind.CREDIT, 1, None, (), MemberRef(ACME, "ANNA"))
        one, two = unit.posts.add(card), unit.posts.add(dm)
        assert (one, two) == (replace(card, number=1), replace(dm, number=2))
        assert unit.posts.add(card) == one
        assert unit.posts.find(MessageRef(HERE, "1.1")) == one
        assert unit.posts.get(two.number) == two
        assert unit.posts.of_quote(quote) == unit.posts.of_member(anna) == unit.posts.of_member(bo) == [one]
        cecilia = unit.members.meet(profile("CECILIA")).number
        assert unit.posts.of_member(cecilia) == []
        known = unit.quotes.get(quote)
        unit.quotes.save(replace(known, words=replace(known.words, named=(Named(cecilia, "Cecilia"),))))
        assert unit.posts.of_member(cecilia) == [one]
        unit.quotes.save(unit.quotes.get(quote).correct(words(MemberCredit(anna))))
        assert unit.posts.of_member(cecilia) == []
        assert unit.quotes.get(quote).words.named == ()
        unit.posts.remove(one.number)
        assert unit.posts.find(one.message) is unit.posts.get(one.number) is None

    await acme.does(posts)


async def test_posts_of_one_moment_keep_their_order_and_what_is_known_its_number(acme: Company) -> None:
    def posts(unit: UnitOfWork) -> None:
        quote = unit.quotes.add(words()).number
        one, two, three = (Post(0, MessageRef(HERE, id), Kind.FEATURE, 1, quote) for id in "123")
        known = unit.posts.add(two)
        added = unit.posts.add_all([one, two, three])
        assert [post.message.id for post in added] == ["1", "2", "3"]
        assert added[1] == known
        assert len({post.number for post in added}) == 3
        assert unit.posts.of_quote(quote) == sorted(added, key=lambda post: post.number)

    await acme.does(posts)


async def test_a_member_counts_once_per_emoji_and_late_news_changes_nothing(acme: Company) -> None:
    def reacts(unit: UnitOfWork) -> None:
        quote = unit.quotes.add(words()).number
        here, there = (unit.posts.add(Post(0, MessageRef(HERE, id), Kind.FEATURE, 1, quote)) for id in ("1", "2"))
        anna, bo = MemberNumber(1), MemberNumber(2)
        for post, member, emoji in [(here, anna, "🌍"), (there, anna, "🌍"), (here, bo, "🌍"), (here, bo, "❤️")]:
            unit.reactions.put(post, member, emoji, True, MORNING)
        assert unit.reactions.counts(quote) == {"🌍": 2, "❤️": 1}
        unit.reactions.put(here, bo, "❤️", False, MORNING - MINUTE)
        assert unit.reactions.counts(quote) == {"🌍": 2, "❤️": 1}
        unit.reactions.put(here, bo, "❤️", False, MORNING + MINUTE)
        unit.reactions.put(here, bo, "❤️", True, MORNING)
        assert unit.reactions.counts(quote) == {"🌍": 2}

    await acme.does(reacts)


async def test_a_member_has_one_vote_and_may_change_it(acme: Company) -> None:
    def votes(unit: UnitOfWork) -> None:
        quote = unit.quotes.add(words(sentiment=Sentiment.NEGATIVE)).number
        unit.votes.cast(quote, MemberNumber(1), Vote.WORLD, MORNING)
        unit.votes.cast(quote, MemberNumber(2), Vote.WORLD, MORNING)
        unit.votes.cast(quote, MemberNumber(1), Vote.NO_BIG_DEAL, MORNING + MINUTE)
        assert unit.votes.counts(quote) == {Vote.WORLD: 1, Vote.NO_BIG_DEAL: 1}

    await acme.does(votes)


async def test_a_draft_is_its_writers_alone(acme: Company) -> None:
    def drafts(unit: UnitOfWork) -> None:
        values = {"text": "ord på vei", "credits": [1, 2], "stage": None}
        number = unit.drafts.add(MemberNumber(1), "quote", values)
        assert unit.drafts.get(number, MemberNumber(1)) == values
        assert unit.drafts.get(number, MemberNumber(2)) is None
        unit.drafts.keep(MemberNumber(1), "step|1|cause", values)
        assert unit.drafts.get(number + 1, MemberNumber(1)) is None
        unit.drafts.remove(number)
        assert unit.drafts.get(number, MemberNumber(1)) is None

    await acme.does(drafts)


# Outbox -----------------------------------------------------------------------------------------


async def test_an_errand_comes_back_as_it_was_given(acme: Company) -> None:
    whisper = Errand(Kind.DRAFT_PROMPT, "a", 5, MemberRef(ACME, "ANNA"), HERE, "1.0", MORNING, ("1.1", "💬"))
    await acme.does(lambda unit: unit.outbox.add(whisper, credit_notice("b")))
    one, two = await lease(acme)
    assert [one.errand, two.errand] == [whisper, credit_notice("b")]
    assert (one.organisation, one.attempt, one.revision, one.leased_for) == (acme.id, 1, 1, LEASE)
    assert (one.created_at, one.leased_at, one.first_tried_at) == (MORNING, MORNING, None)


async def test_the_same_errand_twice_is_one(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice(), credit_notice()))
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.sent(leased))
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    assert await lease(acme) == []
    assert await acme.registry(lambda registry: registry.pending(5)) == []


async def test_a_leased_errand_is_nobody_elses_until_the_lease_ends(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    [first] = await lease(acme)
    acme.clock.forward(LEASE - timedelta(microseconds=1))
    assert await lease(acme) == []
    acme.clock.forward(timedelta(microseconds=1))
    [second] = await lease(acme)
    assert (second.id, second.attempt) == (first.id, 2)
    assert (second.first_tried_at, second.tried_at, second.leased_at) == (MORNING, MORNING, MORNING + LEASE)
    await acme.does(lambda unit: unit.outbox.sent(first))
    [pending] = await acme.registry(lambda registry: registry.pending(5))
    assert pending.leased
    await acme.does(lambda unit: unit.outbox.sent(second))
    assert await acme.registry(lambda registry: registry.pending(5)) == []


async def test_where_nothing_can_be_looked_for_only_what_was_begun_may_be_out(acme: Company) -> None:
    async def leased_blindly() -> Leased:
        acme.clock.forward(LEASE)
        [leased] = await acme.registry(
            lambda registry: registry.lease(5, LEASE, frozenset(), frozenset({ACME.platform}))
        )
        return leased

    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    first = await leased_blindly()
    second = await leased_blindly()
    assert (second.attempt, second.perhaps_out) == (2, False)
    await acme.does(lambda unit: unit.outbox.begin(first))
    third = await leased_blindly()
    assert not third.perhaps_out, "whose lease is over begins nothing"
    await acme.does(lambda unit: unit.outbox.begin(third))
    begun_at = acme.clock.now()
    fourth = await leased_blindly()
    assert (fourth.first_tried_at, fourth.tried_at) == (begun_at, begun_at)


async def test_what_was_surely_not_sent_does_not_count_as_an_attempt(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))

    async def in_doubt(*, tried: bool) -> bool:
        [leased] = await lease(acme)
        at = acme.clock.now() + MINUTE
        await acme.does(lambda unit: unit.outbox.again(leased, at, "ratelimited", tried=tried))
        assert await lease(acme) == []
        [waiting] = await acme.registry(lambda registry: registry.pending(5))
        assert waiting.due_at == at
        acme.clock.forward(MINUTE)
        return leased.perhaps_out

    tried = (False, False, True, False, True)
    assert [await in_doubt(tried=each) for each in tried] == [False, False, False, True, True]


async def test_only_what_may_still_be_found_is_looked_for(acme: Company) -> None:
    """A look that was in vain leaves the time as it was; a request after a look begins it anew."""
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))

    async def attempt(*, tried: bool) -> tuple[datetime | None, datetime | None]:
        [leased] = await lease(acme)
        acme.clock.forward(MINUTE)
        await acme.does(lambda unit: unit.outbox.again(leased, acme.clock.now(), "timeout", tried=tried))
        return leased.first_tried_at, leased.tried_at

    assert await attempt(tried=True) == (None, None)
    for _ in range(2):
        assert await attempt(tried=False) == (MORNING, MORNING)
    assert await attempt(tried=True) == (MORNING, MORNING)
    assert await attempt(tried=True) == (MORNING + 3 * MINUTE, MORNING + 3 * MINUTE)


async def test_what_nobody_can_tell_waits_for_somebody(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    [leased] = await lease(acme)
    assert await acme.does(lambda unit: unit.outbox.uncertain(leased, "timeout"))
    acme.clock.forward(10 * LEASE)
    assert await lease(acme) == []
    [pending] = await acme.registry(lambda registry: registry.pending(10))
    assert (pending.uncertain, pending.reason, pending.due_at, pending.errand) == (
        True,
        "timeout",
        None,
        credit_notice(),
    )
    assert await acme.does(lambda unit: unit.outbox.retry(leased.id))
    [again] = await lease(acme)
    assert (again.id, again.perhaps_out, again.created_at) == (leased.id, False, acme.clock.now())
    assert not await acme.does(lambda unit: unit.outbox.uncertain(leased, "late"))


async def test_by_hand_nothing_under_way_or_out_is_touched(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    [leased] = await lease(acme)
    for at_rest in (False, True):
        assert not await acme.does(lambda unit: unit.outbox.retry(leased.id))
        assert not await acme.does(lambda unit: unit.outbox.drop(leased.id, "by hand"))
        if not at_rest:
            await acme.does(lambda unit: unit.outbox.sent(leased))
    assert await acme.does(lambda unit: unit.outbox.get("nowhere")) is None


async def test_what_waits_is_hastened_or_dropped_by_hand(acme: Company) -> None:
    later = replace(credit_notice("b"), not_before=MORNING + timedelta(hours=3))
    await acme.does(lambda unit: unit.outbox.add(credit_notice("a"), later))
    first, second = await acme.registry(lambda registry: registry.pending(10))
    assert [first.errand.key, second.errand.key] == ["a", "b"]
    [backlog] = await acme.registry(lambda registry: registry.backlog())
    assert (backlog.kind, backlog.waiting, backlog.since) == (Kind.CREDIT, 2, MORNING)
    assert await acme.does(lambda unit: unit.outbox.drop(first.id, "by hand"))
    assert await acme.does(lambda unit: unit.outbox.retry(second.id))
    assert [leased.id for leased in await lease(acme)] == [second.id]


async def test_what_may_be_out_is_not_hastened(acme: Company) -> None:
    """Before its lease is over, the request may still be on its way."""
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.again(leased, MORNING + LEASE, "timeout", tried=True))
    assert await acme.does(lambda unit: unit.outbox.retry(leased.id))
    assert await lease(acme) == []
    acme.clock.forward(LEASE)
    assert [each.perhaps_out for each in await lease(acme)] == [True]


async def test_ten_edits_of_one_card_are_one_errand(acme: Company) -> None:
    for _ in range(10):
        await acme.does(lambda unit: unit.outbox.add(edit()))
    [leased] = await lease(acme)
    assert leased.revision == 10
    await acme.does(lambda unit: unit.outbox.sent(leased))
    assert await lease(acme) == []
    await acme.does(lambda unit: unit.outbox.add(edit()))
    [again] = await lease(acme)
    assert (again.id, again.perhaps_out) == (leased.id, False)


async def test_an_edit_that_comes_while_one_is_on_its_way_is_done_after_it(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(edit()))
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.add(edit()))
    assert await lease(acme) == []
    await acme.does(lambda unit: unit.outbox.sent(leased))
    [next_one] = await lease(acme)
    assert (next_one.revision, next_one.perhaps_out) == (2, False)


async def test_what_has_nothing_to_say_may_be_added_again_unless_it_may_be_out(acme: Company) -> None:
    async def needless() -> Leased | None:
        await acme.does(lambda unit: unit.outbox.add(credit_notice()))
        leased = next(iter(await lease(acme)), None)
        if leased:
            await acme.does(lambda unit: unit.outbox.needless(leased))
            assert await acme.registry(lambda registry: registry.pending(5)) == []
        return leased

    first, second = await needless(), await needless()
    assert first
    assert second
    assert not second.perhaps_out
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    await lease(acme)
    acme.clock.forward(LEASE)
    assert await needless()
    assert not await needless()


async def test_an_edit_that_comes_while_the_last_one_had_nothing_to_say_is_done_after_it(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(edit()))
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.add(edit()))
    await acme.does(lambda unit: unit.outbox.needless(leased))
    [next_one] = await lease(acme)
    assert next_one.revision == 2


async def test_of_many_sent_each_is_settled_for_itself(acme: Company) -> None:
    """One was changed on its way, one had its lease lost: neither is done with the others."""
    await acme.does(lambda unit: unit.outbox.add(credit_notice("a"), edit(), credit_notice("b")))
    leased = await lease(acme)
    late = next(each for each in leased if each.errand.key == "b")
    await acme.does(lambda unit: unit.outbox.add(edit()))
    await acme.does(lambda unit: unit.outbox.sent(replace(late, attempt=9)))
    await acme.does(lambda unit: unit.outbox.sent(*(each for each in leased if each is not late)))
    [again] = await lease(acme)
    assert (again.errand.kind, again.revision, again.perhaps_out) == (Kind.EDIT, 2, False)
    acme.clock.forward(LEASE)
    assert {each.errand.key for each in await lease(acme)} == {late.errand.key, again.errand.key}


async def test_a_dropped_errand_is_never_sent(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice()))
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.dropped(leased, "user_not_found"))
    acme.clock.forward(LEASE)
    assert await lease(acme) == []


async def test_errands_wait_their_time_and_go_earliest_first(acme: Company) -> None:
    def adds(unit: UnitOfWork) -> None:
        for minutes in (3, 1, 2):
            unit.outbox.add(replace(credit_notice(str(minutes)), not_before=MORNING + minutes * MINUTE))

    await acme.does(adds)
    assert await lease(acme) == []
    acme.clock.forward(3 * MINUTE)
    assert [leased.errand.key for leased in await lease(acme, most=2)] == ["1", "2"]


async def test_what_waits_is_put_off_and_comes_no_earlier_for_it(acme: Company) -> None:
    soon, late = (
        replace(credit_notice(name), not_before=MORNING + minutes * MINUTE) for name, minutes in (("a", 1), ("b", 9))
    )
    await acme.does(lambda unit: unit.outbox.add(soon, late))
    await acme.does(lambda unit: unit.outbox.put_off(["a", "b", "nobody's"], MORNING + 5 * MINUTE))
    acme.clock.forward(4 * MINUTE)
    assert await lease(acme) == []
    acme.clock.forward(MINUTE)
    assert [leased.errand.key for leased in await lease(acme)] == ["a"]
    acme.clock.forward(4 * MINUTE)
    assert {leased.errand.key for leased in await lease(acme)} >= {"b"}


async def test_of_some_keys_it_is_known_whether_one_was_ever_used(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice("a")))

    def known(unit: UnitOfWork) -> list[bool]:
        return [unit.outbox.known(keys) for keys in ([], ["b"], ["a", "b", "c"])]

    assert await acme.sees(known) == [False, False, True]
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.sent(leased))
    assert await acme.sees(known) == [False, False, True]


async def test_of_some_keys_it_is_known_since_when_each_is_settled(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(credit_notice("a"), credit_notice("b")))

    def settled(unit: UnitOfWork) -> dict[str, datetime | None]:
        return {each.errand.key: each.settled_at for each in unit.outbox.some(["a", "b", "nobody's"])}

    assert await acme.sees(settled) == {"a": None, "b": None}
    leased, _ = await lease(acme)
    acme.clock.forward(MINUTE)
    await acme.does(lambda unit: unit.outbox.sent(leased))
    assert await acme.sees(settled) == {"a": MORNING + MINUTE, "b": None}


async def test_the_latest_quotes_are_those_of_both_kinds_that_stand(acme: Company) -> None:
    def adds(unit: UnitOfWork) -> None:
        for sentiment in (Sentiment.POSITIVE, Sentiment.NEGATIVE, Sentiment.POSITIVE, Sentiment.NEGATIVE):
            unit.quotes.add(words(sentiment=sentiment))
        unit.quotes.save(unit.quotes.get(QuoteNumber(3)).withdraw())

    await acme.does(adds)
    assert [quote.number for quote in await acme.sees(lambda unit: unit.quotes.latest(2))] == [4, 2]
    assert [quote.number for quote in await acme.sees(lambda unit: unit.quotes.latest(9))] == [4, 2, 1]


async def test_what_is_on_its_way_out_or_settled_is_not_put_off(acme: Company) -> None:
    def puts_off(unit: UnitOfWork) -> None:
        unit.outbox.put_off(["a"], acme.clock.now() + 9 * MINUTE)

    await acme.does(lambda unit: unit.outbox.add(credit_notice("a")))
    [leased] = await lease(acme)
    await acme.does(puts_off)
    await acme.does(lambda unit: unit.outbox.again(leased, MORNING, "unknown", tried=True))
    await acme.does(puts_off)
    [again] = await lease(acme)
    assert again.perhaps_out
    await acme.does(lambda unit: unit.outbox.sent(again))
    await acme.does(puts_off)
    acme.clock.forward(9 * MINUTE)
    assert await lease(acme) == []


async def test_a_busy_workspace_does_not_hold_up_another(acme: Company) -> None:
    elsewhere = replace(credit_notice("b"), to=MemberRef(RIVAL, "BO"))
    await acme.does(lambda unit: unit.outbox.add(credit_notice("a"), elsewhere))
    busy = await acme.registry(lambda registry: registry.lease(5, LEASE, frozenset({ACME})))
    assert [leased.errand for leased in busy] == [elsewhere]


async def test_leases_taken_at_once_never_overlap(acme: Company) -> None:
    await acme.does(lambda unit: unit.outbox.add(*(credit_notice(str(number)) for number in range(60))))
    taken = await asyncio.gather(*(lease(acme, most=5) for _ in range(20)))
    ids = [leased.id for some in taken for leased in some]
    assert len(ids) == len(set(ids)) == 60


# Registry ---------------------------------------------------------------------------------------


async def test_a_workspace_installed_again_keeps_its_organisation(acme: Company) -> None:
    def installs(registry: Registry) -> None:
        again = registry.install(ACME, "Acme again", "UNEW")
        assert again == registry.workspace(ACME)
        assert (again.organisation, again.name, again.bot) == (acme.id, "Acme again", "UNEW")
        rival = registry.install(RIVAL, "Rival", "")
        assert rival.organisation != acme.id
        assert registry.workspaces() == [again, rival]

    await acme.registry(installs)


async def test_what_is_old_is_forgotten_and_what_waits_is_not(acme: Company) -> None:
    def keeps(unit: UnitOfWork) -> None:
        unit.inbox.keep("event", Receipt("recorded"))
        unit.drafts.add(MemberNumber(1), "quote", {})
        unit.outbox.add(credit_notice("sent"), replace(credit_notice("waits"), not_before=MORNING + LEASE))

    await acme.does(keeps)
    [leased] = await lease(acme)
    await acme.does(lambda unit: unit.outbox.sent(leased))
    assert await acme.registry(lambda registry: registry.purge(MORNING)) == 0
    assert await acme.registry(lambda registry: registry.purge(MORNING + MINUTE)) == 3
    assert await acme.sees(lambda unit: unit.inbox.receipt("event")) is None
    acme.clock.forward(LEASE)
    assert [leased.errand.key for leased in await lease(acme)] == ["waits"]


async def test_the_store_answers_a_ping(acme: Company) -> None:
    await acme.store.ping()
    await acme.store.ping()
