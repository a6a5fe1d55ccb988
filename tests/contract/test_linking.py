"""What linking asks of the storage: all or nothing, every number followed, each row with its own side afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.cases import Case, Entry, Move, State
from bot.domain.errors import OrganisationMoved, StaleVersion
from bot.domain.links import Link, LinkState, digest
from bot.domain.people import Profile
from bot.domain.quotes import Credit, MemberCredit, Named, NoSuchQuote, Sentiment, TeamCredit, Vote
from bot.domain.refs import ChannelRef, MemberNumber, MemberRef, MessageRef, OrganisationId, QuoteNumber, WorkspaceRef
from bot.domain.steps import Logged, Step
from bot.ports import Address, Errand, Fate, Feature, Kind, Post, Receipt, Registry, Told, UnitOfWork
from bot.services import joining
from storage import SqlStore, open_store
from tests.builders import MORNING
from tests.storage.company import ACME, RIVAL, Company, channel, company, found, words

DAY = date(2026, 11, 23)
SIDES = (ACME, RIVAL)


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    """Two workspaces, neither linked nor empty."""
    async with company(database_url) as acme:
        await found(acme.url, acme.store, acme.clock, RIVAL)
        for side in SIDES:
            await acme.store.write(side, fill, side)
        yield acme


def ref(side: WorkspaceRef, id: str) -> MemberRef:
    return MemberRef(side, id)


def meet(unit: UnitOfWork, side: WorkspaceRef, id: str) -> MemberNumber:
    return unit.members.meet(Profile(ref(side, id), f"{id} of {side.id}", id.lower())).number


def quote(unit: UnitOfWork, side: WorkspaceRef, by: MemberNumber | None, *credits: Credit, text: str) -> QuoteNumber:
    negative = text.startswith("No")
    named = tuple(Named(each.member, "@they") for each in credits if isinstance(each, MemberCredit))
    said = replace(words(*credits, text=f"{text}, said somebody of {side.id}.", recorder=by), named=named)
    return unit.quotes.add(replace(said, sentiment=Sentiment.NEGATIVE) if negative else said).number


def fill(unit: UnitOfWork, side: WorkspaceRef) -> None:
    """One of everything in which a number stands."""
    anna, bo = (meet(unit, side, id) for id in ("ANNA", "BO"))
    team = unit.teams.add("Billing", frozenset({anna})).number
    unit.teams.add(f"Only {side.id}", frozenset({bo}))
    here = ChannelRef(side, "CKUNDER")
    there = unit.channels.add(replace(channel(), ref=here, teams=frozenset({team}), owner=anna), MORNING)
    praise = quote(unit, side, bo, MemberCredit(anna), TeamCredit(team), text="Quick and kind")
    trouble = quote(unit, side, anna, MemberCredit(bo), text="Nobody knew my case")
    quote(unit, side, None, text="Written by a system")
    unit.features.plan(Feature(there.number, DAY, Fate.PLANNED, unit.features.choose(there, DAY)))
    unit.features.settle(there.number, DAY, Fate.SHOWN)
    post = unit.posts.add(Post(0, MessageRef(here, "1.1"), Kind.THANKS, praise, praise, (str(bo),)))
    unit.reactions.put(post, bo, "👀", True, MORNING)
    unit.votes.cast(trouble, anna, Vote.WORLD, MORNING)
    unit.inbox.keep(f"event of {side.id}", Receipt("recorded", praise))
    case = unit.cases.add(trouble, anna, MORNING, Entry(Move.OPEN, anna, MORNING))
    case = unit.cases.save(*case.claim(bo, MORNING))
    case = unit.cases.save(*case.log(bo, MORNING, Logged(Step.LEARNING, "Call back before noon.")))
    case = unit.cases.save(*case.log(bo, MORNING, Logged(Step.CHANGE, "A list by the phone.", team=team)))
    unit.cases.follow(case.number, anna)
    unit.cases.add_context(trouble, bo, "The line was down.", MORNING)
    unit.cases.tell(Told(case.number, case.version, "said", "learned", "changed", bo, team, MORNING))
    unit.drafts.keep(bo, f"step|{case.number}|change", {"words": "A list", "team": str(team)})
    unit.addresses.keep(Address(ref(side, "ANNA"), "https://door.example/", f"chat of {side.id}"))
    unit.outbox.add(
        Errand(Kind.TAKEN_OFF, f"taken-off:{post.number}:{bo}:👀:12:00", post.number, ref(side, "BO"), notes=("👀",)),
        Errand(Kind.THANKS, f"thanks:{praise}:{bo}", praise, ref(side, "ANNA"), notes=(str(bo),)),
        Errand(Kind.EDIT, f"edit:{post.number}", post.number, here),
    )


class Names:
    """Numbers said by what they are the number of."""

    def __init__(self, unit: UnitOfWork, side: WorkspaceRef) -> None:
        found = [unit.members.by_ref(ref(side, id)) for id in ("ANNA", "BO")]
        self.people: dict[int | None, str] = {member.number: member.name for member in found if member}
        self.teams: dict[int | None, Any] = {
            team.number: (team.name, sorted(self.people[each] for each in team.members if each in self.people))
            for team in unit.teams.all()
        }
        self.quotes: dict[int | None, str] = {each.number: each.text for each in unit.quotes.search(side.id, 9)}

    def credit(self, one: Credit) -> Any:
        return self.people[one.member] if isinstance(one, MemberCredit) else self.teams[one.team]


def told(unit: UnitOfWork, side: WorkspaceRef) -> list[Any]:
    """All that a workspace has."""
    names = Names(unit, side)
    return [quotes_told(unit, side, names), channel_told(unit, side, names), case_told(unit, side, names)]


def quotes_told(unit: UnitOfWork, side: WorkspaceRef, names: Names) -> list[Any]:
    said = [each.words for each in unit.quotes.search(side.id, 9)]
    return [
        (
            (each.text, names.people.get(each.recorder)),
            [*map(names.credit, each.credits)],
            [(names.people[one.member], one.name) for one in each.named],
        )
        for each in said
    ]


def channel_told(unit: UnitOfWork, side: WorkspaceRef, names: Names) -> list[Any]:
    there = unit.channels.by_ref(ChannelRef(side, "CKUNDER"))
    assert there
    feature, post = unit.features.get(there.number, DAY), unit.posts.find(MessageRef(there.ref, "1.1"))
    assert feature
    assert feature.choice
    assert post
    assert post.quote
    return [
        (names.people[there.owner], [names.teams[number] for number in there.teams]),
        names.quotes[feature.choice.quote],
        (names.quotes[post.subject], names.quotes[post.quote], names.people[int(post.notes[0])]),
        (unit.reactions.counts(post.quote), [names.people[each] for each in unit.reactions.reactors(post.quote)]),
    ]


def case_told(unit: UnitOfWork, side: WorkspaceRef, names: Names) -> list[Any]:
    found = [unit.cases.of_quote(each.number) for each in unit.quotes.search(side.id, 9)]
    [case] = [each for each in found if each]
    story = unit.cases.told(case.number)
    assert story
    assert case.owner
    form = f"step|{case.number}|change"
    draft = unit.drafts.kept(case.owner, form)
    assert draft
    learned = [each.number for each, _ in unit.cases.learnings("noon", 9)]
    return [
        (names.quotes[case.quote], names.people[case.opener], names.people[case.owner]),
        names.teams[case.steps[Step.CHANGE].team],
        [(entry.move, names.people[entry.by]) for entry in unit.cases.timeline(case.number)],
        [names.people[each] for each in (*unit.votes.voters(case.quote), *unit.cases.followers(case.number))],
        (
            unit.cases.context(case.quote, [case.opener, case.owner]),
            case.number in learned,
            unit.drafts.forms(case.owner) == [form],
        ),
        (names.people[story.by], names.teams[story.team], names.teams[int(str(draft["team"]))]),
    ]


def tell(acme: Company, side: WorkspaceRef) -> Any:
    return acme.store.read(side, told, side)


def join(registry: Registry, host: WorkspaceRef = ACME, guest: WorkspaceRef = RIVAL) -> OrganisationId:
    first, second = registry.workspace(host), registry.workspace(guest)
    assert first
    assert second
    return registry.join(first.organisation, second.organisation)


def _part(registry: Registry, leaving: WorkspaceRef) -> None:
    registry.part(leaving)


def _part_rival(registry: Registry) -> None:
    registry.part(RIVAL)


async def everything(acme: Company) -> list[Any]:
    return [await tell(acme, side) for side in SIDES]


# Joining ----------------------------------------------------------------------------------------


async def test_every_number_follows_what_it_is_the_number_of(acme: Company) -> None:
    before = await everything(acme)
    await acme.registry(join)
    assert await everything(acme) == before
    numbers = [each.number for each in await acme.store.read(ACME, lambda unit: unit.quotes.search("said somebody", 9))]
    assert numbers == [23, 22, 21, 13, 12, 11]
    billing = next(
        team for team in await acme.store.read(RIVAL, lambda unit: unit.teams.all()) if team.name == "Billing"
    )
    assert len(billing.members) == 2


async def test_errands_go_on_where_they_were(acme: Company) -> None:
    await acme.registry(join)
    leased = await acme.registry(lambda registry: registry.lease(9, timedelta(minutes=1)))
    keys = {each.errand.key: (each.errand.subject, each.errand.notes) for each in leased}
    posts = [await acme.store.read(side, posted, side) for side in SIDES]
    assert keys == {
        "thanks:11:12": (11, ("12",)),
        "thanks:21:22": (21, ("22",)),
        **{f"edit:{number}": (number, ()) for number in posts},
        **{f"taken-off:{post}:{bo}:👀:12:00": (post, ("👀",)) for post, bo in zip(posts, (12, 22), strict=True)},
    }


def posted(unit: UnitOfWork, side: WorkspaceRef) -> int:
    post = unit.posts.find(MessageRef(ChannelRef(side, "CKUNDER"), "1.1"))
    assert post
    return post.number


async def test_whoever_still_has_an_organisations_id_is_told_that_it_is_gone(acme: Company) -> None:
    await acme.registry(join)
    for access in (acme.store.write, acme.store.read):
        with pytest.raises(OrganisationMoved):
            await access(acme.id, lambda unit: unit.members.curators())
    assert await acme.store.read(ACME, lambda unit: unit.members.by_ref(ref(RIVAL, "BO")))


async def test_each_channel_gives_everybody_a_turn(acme: Company) -> None:
    await acme.registry(join)
    there = await acme.store.read(ACME, lambda unit: unit.channels.by_ref(ChannelRef(ACME, "CKUNDER")))
    assert there
    wide = replace(there, teams=frozenset())
    chosen = set()
    for place in range(5):
        choice = await acme.store.write(ACME, show, wide, DAY + timedelta(days=place + 1))
        chosen.add(choice.quote if choice else None)
    assert {13, 21, 23} <= chosen


def show(unit: UnitOfWork, there: Any, day: date) -> Any:
    choice = unit.features.choose(there, day)
    unit.features.plan(Feature(there.number, day, Fate.PLANNED, choice))
    unit.features.settle(there.number, day, Fate.SHOWN)
    return choice


async def test_what_fails_in_the_middle_changes_nothing(acme: Company) -> None:
    before = await everything(acme)

    def fails(registry: Registry) -> None:
        join(registry)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await acme.registry(fails)
    assert await everything(acme) == before
    assert (await acme.store.read(acme.id, lambda unit: unit.quotes.get(QuoteNumber(1)))).number == 1


async def test_what_another_process_had_at_hand_is_not_taken_for_what_is_there_now(acme: Company) -> None:
    async with beside(acme) as other:
        for each in (join, _part_rival):
            before = [await other.write(side, at_hand) for side in SIDES]
            await acme.registry(each)
            after = [await acme.store.read(side, at_hand) for side in SIDES]
            assert [await other.write(side, at_hand) for side in SIDES] == after
            assert [await other.read(side, at_hand) for side in SIDES] == after != before


@asynccontextmanager
async def beside(acme: Company) -> AsyncIterator[SqlStore]:
    """Another process, as far as the store can tell."""
    store = open_store(acme.url, acme.clock)
    yield store
    await store.close()


def at_hand(unit: UnitOfWork) -> Any:
    people = {name: unit.members.by_ref(ref(side, name)) for side in SIDES for name in ("ANNA", "BO")}
    return unit.organisation, people, unit.members.named("bo"), list(unit.teams.all())


async def test_units_committed_together_with_a_join_are_for_the_right_one(acme: Company) -> None:
    def both() -> list[Any]:
        return [acme.store.write(side, at_hand) for side in SIDES]

    asked = [*both(), acme.registry(join), *both(), acme.registry(_part_rival), *both()]
    outcomes = await asyncio.gather(*asked)
    async with beside(acme) as other:
        now = [await other.read(side, at_hand) for side in SIDES]
    assert await asyncio.gather(*both()) == now
    if acme.url.startswith("sqlite"):  # where they share one transaction, in this order
        assert outcomes[3] == outcomes[4]
        assert outcomes[0] != outcomes[3] != outcomes[6]
        assert outcomes[6:] == now


async def test_what_was_changed_in_the_transaction_of_the_join_is_found_where_it_went(acme: Company) -> None:
    def change_and_join(registry: Registry) -> None:
        before = registry.unit(acme.id)
        meet(before, ACME, "CAI")
        assert before.organisation.id == acme.id
        assert registry.unit(join(registry)).members.by_ref(ref(ACME, "CAI"))
        with pytest.raises(OrganisationMoved):
            assert before.organisation.id

    await acme.registry(change_and_join)


async def test_who_comes_too_late_with_an_id_does_not_undo_the_join_or_anybody_elses_unit(acme: Company) -> None:
    _, late, *others = await asyncio.gather(
        acme.registry(join),
        acme.store.write(acme.id, at_hand),
        *(acme.store.write(side, at_hand) for side in SIDES),
        return_exceptions=True,
    )
    assert isinstance(late, OrganisationMoved) or acme.url.startswith("postgresql"), "there they may be first"
    assert not [each for each in others if isinstance(each, BaseException)]
    assert await acme.store.read(ACME, lambda unit: len(unit.links.others(ACME))) == 1


# Parting ----------------------------------------------------------------------------------------


async def test_an_address_goes_with_its_workspace(acme: Company) -> None:
    await acme.registry(join)
    assert [await acme.store.read(ACME, reached, side) for side in SIDES] == ["chat of TACME", "chat of TRIVAL"]
    await acme.registry(_part_rival)
    assert [await acme.store.read(ACME, reached, side) for side in SIDES] == ["chat of TACME", None]
    assert [await acme.store.read(RIVAL, reached, side) for side in SIDES] == [None, "chat of TRIVAL"]


def reached(unit: UnitOfWork, side: WorkspaceRef) -> str | None:
    address = unit.addresses.get(ref(side, "ANNA"))
    return address.chat if address else None


async def test_parted_again_each_has_what_it_had(acme: Company) -> None:
    before = await everything(acme)
    for leaving in (RIVAL, ACME):
        await acme.registry(join)
        await acme.registry(_part, leaving)
        assert await everything(acme) == before
        for side in SIDES:
            assert len(await acme.store.read(side, lambda unit: unit.quotes.search("said somebody", 9))) == 3
            assert len(await acme.store.read(side, lambda unit: unit.channels.all())) == 1


async def test_who_is_needed_on_the_other_side_stays_without_a_name(acme: Company) -> None:
    await acme.registry(join)

    def help_them(unit: UnitOfWork) -> Case:
        helper = unit.members.by_ref(ref(ACME, "BO"))
        assert helper
        number = next(each.number for each in unit.quotes.search(RIVAL.id, 9) if each.sentiment is Sentiment.NEGATIVE)
        case = unit.cases.of_quote(number)
        assert case
        unit.votes.cast(number, helper.number, Vote.NO_BIG_DEAL, MORNING)
        unit.cases.follow(case.number, helper.number)
        return unit.cases.save(replace(case, owner=helper.number), Entry(Move.ACCEPT, helper.number, MORNING))

    case = await acme.store.write(ACME, help_them)
    await acme.registry(_part, RIVAL)

    def left(unit: UnitOfWork) -> Any:
        kept = unit.cases.get(case.number)
        owner = unit.members.get(kept.owner or MemberNumber(0))
        entries = [unit.members.get(entry.by).named for entry in unit.cases.timeline(case.number)]
        voters = len(unit.votes.voters(kept.quote))
        return owner.name, owner.profile.gone, owner.named, all(entries[:-1]), entries[-1], voters

    assert await acme.store.read(RIVAL, left) == ("–", True, False, True, False, 1)


# The wish ---------------------------------------------------------------------------------------


def wish(code: str = "K7QPM-2W9XD") -> Link:
    return Link("1a", digest(code), ref(ACME, "ANNA"), MORNING + timedelta(minutes=15))


async def test_a_code_typed_twice_at_once_counts_once(acme: Company) -> None:
    await acme.store.write(ACME, lambda unit: unit.links.offer(wish()))
    third = WorkspaceRef("slack", "TTHIRD")
    await acme.registry(lambda registry: registry.install(third, "Third", "UBOT"))

    def typed(unit: UnitOfWork, by: MemberRef) -> None:
        link = unit.links.by_code(digest("k7qpm2w9xd"))
        assert link
        unit.links.save(link.typed(by, MORNING), link.state)

    guests = [ref(RIVAL, "BO"), ref(third, "DORIS")] * 4
    outcomes = await asyncio.gather(
        *(acme.store.write(each.workspace, typed, each) for each in guests), return_exceptions=True
    )
    kept = await acme.store.read(ACME, lambda unit: unit.links.get("1a"))
    assert kept
    assert kept.state is LinkState.SHOWN
    winners = {each for each, outcome in zip(guests, outcomes, strict=True) if outcome is None}
    assert winners == {kept.guest}


async def test_only_one_process_joins_what_was_agreed(acme: Company) -> None:
    agreed = replace(wish(), state=LinkState.AGREED, guest=ref(RIVAL, "BO"))
    await acme.store.write(ACME, lambda unit: unit.links.offer(agreed))
    tries = [acme.registry(joining.settle, agreed) for _ in range(2)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "StaleVersion"]
    assert len(await acme.registry(lambda registry: registry.lease(9, timedelta(minutes=1)))) >= 2


async def test_a_wish_is_known_by_its_code_only(acme: Company) -> None:
    await acme.store.write(ACME, lambda unit: unit.links.offer(wish()))
    assert await acme.store.read(RIVAL, lambda unit: unit.links.by_code(digest("AAAAA-AAAAA"))) is None
    kept = await acme.store.read(RIVAL, lambda unit: unit.links.by_code(digest("K7QPM-2W9XD")))
    assert kept == wish()
    assert "K7QPM" not in str(kept)
    assert await acme.store.read(RIVAL, lambda unit: unit.links.others(RIVAL)) == []
    with pytest.raises(StaleVersion):
        await acme.store.write(RIVAL, lambda unit: unit.links.save(wish(), LinkState.AGREED))


async def test_events_that_come_while_they_are_joined_are_kept_for_the_right_one(acme: Company) -> None:
    """Each is for the workspace it happened in, whatever organisation that is of by then."""

    async def record(place: int) -> QuoteNumber:
        side = SIDES[place % 2]
        return await acme.store.write(side, lambda unit: quote(unit, side, None, text=f"Meanwhile number {place}"))

    async def happen() -> list[QuoteNumber]:
        return [await record(place) for place in range(30)]

    _, *recorded = await asyncio.gather(acme.registry(join), happen(), happen())
    assert len([number for some in recorded for number in some]) == 60
    assert len(await acme.store.read(ACME, lambda unit: unit.quotes.search("Meanwhile", 99))) == 60


# Over small histories ---------------------------------------------------------------------------

Deed = tuple[str, int, int, int]
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["record", "credit", "vote", "react", "open", "claim", "post"]), *[st.integers(0, 3)] * 3
    ),
    max_size=12,
)


def does(unit: UnitOfWork, side: WorkspaceRef, deed: Deed, others: WorkspaceRef) -> None:
    """One small thing that somebody of a side does, to anything that there is."""
    verb, who, what, whom = deed
    by = meet(unit, side, f"M{who}")
    known = unit.quotes.search("history", 50)
    if verb in ("record", "credit") or not known:
        also = unit.members.by_ref(ref(others, f"M{whom}")) if verb == "credit" else None
        credits = (MemberCredit(also.number),) if also else ()
        text = f"{'No' if whom % 2 and not credits else 'Yes'} history {len(known)}"
        quote(unit, side, by, *credits, text=text)
        return
    chosen = known[what % len(known)]
    case = unit.cases.of_quote(chosen.number)
    if verb == "vote":
        unit.votes.cast(chosen.number, by, Vote.WORLD, MORNING)
    elif verb == "open" and not case and chosen.sentiment is Sentiment.NEGATIVE:
        unit.cases.add(chosen.number, by, MORNING, Entry(Move.OPEN, by, MORNING))
    elif verb == "claim" and case and case.state is State.OPEN:
        unit.cases.save(*case.claim(by, MORNING))
    elif verb in ("post", "react"):
        place = MessageRef(ChannelRef(side, "C"), f"{chosen.number}")
        post = unit.posts.add(Post(0, place, Kind.CREDIT, chosen.number, chosen.number))
        if verb == "react":
            unit.reactions.put(post, by, "👀", True, MORNING)


def own(unit: UnitOfWork, side: WorkspaceRef) -> Any:
    """A side's quotes, cases and people, each by name."""
    people = [unit.members.by_ref(ref(side, f"M{place}")) for place in range(4)]
    names: dict[int | None, str] = {member.number: member.name for member in people if member}
    quotes = [each for each in unit.quotes.search("history", 50) if each.words.recorder in names]
    cases = [case for each in quotes if (case := unit.cases.of_quote(each.number))]
    return (
        sorted(names.values()),
        [(each.number, each.text, names[each.words.recorder]) for each in quotes],
        [(case.number, case.quote, len(unit.cases.timeline(case.number)) > 0) for case in cases],
        sorted(post.message.id for post in unit.posts.latest(99) if post.message.channel.workspace == side),
    )  # fmt: skip


@settings(max_examples=12)
@given(before=DEEDS, together=DEEDS)
def test_linked_and_unlinked_each_side_has_its_own(migrated: Path, before: list[Deed], together: list[Deed]) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(_history(f"sqlite:///{copy(migrated, folder)}", before, together))


async def _history(url: str, before: list[Deed], together: list[Deed]) -> None:
    async with company(url) as acme:
        await found(url, acme.store, acme.clock, RIVAL)
        await _play(acme, before)
        await acme.registry(join)
        await _play(acme, together)
        owned = [await acme.store.read(side, own, side) for side in SIDES]
        await acme.registry(joining.part, ref(ACME, "M0"))
        assert [await acme.store.read(side, own, side) for side in SIDES] == owned
        for side, other in (SIDES, SIDES[::-1]):
            assert await acme.store.read(side, own, other) == ([], [], [], [])
            everything = await acme.store.read(side, lambda unit: unit.quotes.search("history", 50))
            assert len(everything) == len(owned[SIDES.index(side)][1])
            await acme.store.write(side, _goes_on, side)


async def _play(acme: Company, deeds: list[Deed]) -> None:
    for place, deed in enumerate(deeds):
        side, other = SIDES if (place + deed[1]) % 2 else SIDES[::-1]
        await acme.store.write(side, does, side, deed, other)


def _goes_on(unit: UnitOfWork, side: WorkspaceRef) -> None:
    """Nothing that is asked of what is left fails, and new numbers are nobody's yet."""
    for each in unit.quotes.search("history", 50):
        for credit in each.words.credits:
            assert isinstance(credit, TeamCredit) or unit.members.get(credit.member).name
        for one in each.words.named:
            assert unit.members.get(one.member).name
        if case := unit.cases.of_quote(each.number):
            people = [case.owner, *(entry.by for entry in unit.cases.timeline(case.number))]
            assert all(unit.members.get(each).name for each in people if each is not None)
    there = unit.channels.by_ref(ChannelRef(side, "C")) or unit.channels.add(
        replace(channel("C"), ref=ChannelRef(side, "C")), MORNING
    )
    unit.features.choose(there, DAY)
    new = quote(unit, side, None, text="Yes history goes on")
    with pytest.raises(NoSuchQuote):
        unit.quotes.get(QuoteNumber(new + 1))
