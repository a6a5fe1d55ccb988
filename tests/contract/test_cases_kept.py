"""Cases and all that belongs to them come back as they were, on every database."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.cases import Case, Changed, Entry, Move, NoSuchCase, Offer, State
from bot.domain.errors import AlreadyExists, StaleVersion
from bot.domain.people import Member, Team
from bot.domain.quotes import MemberCredit, Sentiment
from bot.domain.refs import CaseNumber, ChannelRef, MemberNumber, MessageRef, QuoteNumber, TeamNumber
from bot.domain.reminders import Reminded, Rung
from bot.domain.steps import Basis, Expectation, Logged, Step
from bot.ports import Kind, Post, Told, UnitOfWork
from tests.builders import MORNING
from tests.storage.company import ACME, Company, company, found, profile, words

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = date(2026, 11, 23)
HERE = ChannelRef(ACME, "CKUNDER")
ANNA, BO, CECILIA = MemberNumber(1), MemberNumber(2), MemberNumber(3)

CONTACTED = Logged(Step.CONTACTED, "Hun vil bare ha varme før helgen 🥶", "telefon", Expectation.GOOD_ENOUGH)
CAUSE = Logged(Step.CAUSE, "The order was never printed.", basis=Basis.DATA)
LEARNING = Logged(Step.LEARNING, "Nobody reads the queue on Fridays.")
CHANGE = Logged(Step.CHANGE, "A second person reads it.", team=TeamNumber(4))
LOOP = Logged(Step.LOOP, "Has moved, no address.", possible=False)
STEPS = (LOOP, CONTACTED, CAUSE, LEARNING, CHANGE)


@pytest.fixture
async def acme(database_url: str) -> AsyncIterator[Company]:
    async with company(database_url) as there:
        await there.does(lambda unit: [unit.members.meet(profile(id)) for id in ("ANNA", "BO", "CECILIA")])
        yield there


def complaint(unit: UnitOfWork, text: str = "Third call about the same invoice, said the customer.") -> QuoteNumber:
    return unit.quotes.add(words(text=text, sentiment=Sentiment.NEGATIVE)).number


def opened(unit: UnitOfWork, quote: QuoteNumber | None = None, by: MemberNumber = ANNA) -> Case:
    return unit.cases.add(quote or complaint(unit), by, unit.now, Entry(Move.OPEN, by, unit.now))


def claimed(unit: UnitOfWork, by: MemberNumber = BO) -> Case:
    return unit.cases.save(*opened(unit).claim(by, unit.now))


def resolved(unit: UnitOfWork, by: MemberNumber = BO) -> Case:
    case = claimed(unit, by)
    for logged in (LEARNING, LOOP):
        case = unit.cases.save(*case.log(by, unit.now, logged))
    return unit.cases.save(*case.resolve(by, unit.now))


def closed(unit: UnitOfWork) -> Case:
    return unit.cases.save(*opened(unit).no_big_deal(BO, unit.now, "She laughed about it."))


def learned(unit: UnitOfWork, text: str, learning: str) -> Case:
    case = unit.cases.save(*opened(unit, complaint(unit, text)).claim(BO, unit.now))
    return unit.cases.save(*case.log(BO, unit.now, Logged(Step.LEARNING, learning)))


def numbers(cases: Sequence[Case]) -> list[int]:
    return [case.number for case in cases]


# A case and its timeline ------------------------------------------------------------------------


async def test_a_case_and_its_timeline_come_back_as_they_were_saved(acme: Company) -> None:
    def moves(unit: UnitOfWork) -> tuple[Case, list[Entry]]:
        case = opened(unit)
        team = Team(TeamNumber(7), "Billing", frozenset({ANNA, CECILIA}))
        changes: list[Callable[[Case], Changed]] = [
            lambda case: case.say_why(ANNA, MORNING, "Tredje gang – «på en uke»."),
            lambda case: case.claim(BO, MORNING + MINUTE),
            *(lambda case, each=each: case.log(BO, MORNING + 2 * MINUTE, each) for each in STEPS),
            lambda case: case.hand_over(BO, MORNING + 3 * MINUTE, team, "yours, I think"),
        ]
        entries = [Entry(Move.OPEN, ANNA, MORNING)]
        for change in changes:
            case, entry = change(case)
            case = unit.cases.save(case, entry)
            entries.append(entry)
        return case, entries

    saved, entries = await acme.does(moves)
    found = await acme.sees(lambda unit: unit.cases.get(saved.number))
    assert found == saved
    assert (found.state, found.owner, found.offer) == (State.CLAIMED, BO, Offer(team=TeamNumber(7)))
    assert found.steps == {each.step: each for each in STEPS}
    assert (found.opener, found.opened_at, found.version) == (ANNA, MORNING, len(entries))
    assert await acme.sees(lambda unit: unit.cases.timeline(saved.number)) == entries
    assert await acme.sees(lambda unit: unit.cases.some([saved.number, CaseNumber(99)])) == {saved.number: saved}


async def test_the_latest_of_a_step_counts_and_the_timeline_keeps_all(acme: Company) -> None:
    def logs(unit: UnitOfWork) -> None:
        case = claimed(unit)
        for guess in (CAUSE, replace(CAUSE, basis=Basis.ASKED)):
            case = unit.cases.save(*case.log(BO, unit.now, guess))
        assert unit.cases.get(case.number).steps == {Step.CAUSE: replace(CAUSE, basis=Basis.ASKED)}
        logged = [entry.logged for entry in unit.cases.timeline(case.number) if entry.logged]
        assert logged == [CAUSE, replace(CAUSE, basis=Basis.ASKED)]

    await acme.does(logs)


async def test_a_case_that_is_not_there(acme: Company) -> None:
    with pytest.raises(NoSuchCase):
        await acme.sees(lambda unit: unit.cases.get(CaseNumber(5)))
    assert await acme.sees(lambda unit: unit.cases.of_quote(QuoteNumber(5))) is None
    assert await acme.sees(lambda unit: unit.cases.timeline(CaseNumber(5))) == []
    assert await acme.sees(lambda unit: unit.cases.told(CaseNumber(5))) is None
    assert await acme.sees(lambda unit: unit.cases.snoozed_until(CaseNumber(5))) is None


async def test_only_the_first_of_two_changes_is_saved_and_in_the_timeline(acme: Company) -> None:
    case = await acme.does(opened)
    await acme.does(lambda unit: unit.cases.save(*case.claim(BO, MORNING)))
    with pytest.raises(StaleVersion):
        await acme.does(lambda unit: unit.cases.save(*case.claim(CECILIA, MORNING)))
    assert (await acme.sees(lambda unit: unit.cases.get(case.number))).owner == BO
    timeline = await acme.sees(lambda unit: unit.cases.timeline(case.number))
    assert [(entry.move, entry.by) for entry in timeline] == [(Move.OPEN, ANNA), (Move.CLAIM, BO)]


@pytest.mark.parametrize("made", [opened, claimed, resolved])
async def test_a_quote_has_one_case_at_a_time(acme: Company, made: Callable[[UnitOfWork], Case]) -> None:
    def opens_again(unit: UnitOfWork) -> None:
        first = made(unit)
        with pytest.raises(AlreadyExists):
            opened(unit, first.quote, by=CECILIA)
        assert unit.cases.of_quote(first.quote) == first

    await acme.does(opens_again)


@pytest.mark.parametrize("closed_by", ["withdrawn", "no big deal"])
async def test_a_closed_case_makes_room_for_a_new_one(acme: Company, closed_by: str) -> None:
    def reconsiders(unit: UnitOfWork) -> None:
        first = opened(unit)
        change = (
            first.withdraw(ANNA, MORNING) if closed_by == "withdrawn" else first.no_big_deal(BO, MORNING, "Settled.")
        )
        closed = unit.cases.save(*change)
        assert unit.cases.of_quote(first.quote) == closed
        second = opened(unit, first.quote, by=CECILIA)
        assert unit.cases.of_quote(first.quote) == second
        assert unit.cases.get(first.number) == closed

    await acme.does(reconsiders)


# Lists ------------------------------------------------------------------------------------------


async def test_lists_hold_what_they_say_oldest_first(acme: Company) -> None:
    def lists(unit: UnitOfWork) -> None:
        one, two, three, four = (opened(unit) for _ in range(4))
        unit.cases.save(*two.claim(BO, MORNING))
        unit.cases.save(*three.withdraw(ANNA, MORNING))
        five = resolved(unit)
        unit.cases.save(*four.claim(CECILIA, MORNING))
        assert numbers(unit.cases.unfinished(9)) == [one.number, two.number, four.number]
        assert numbers(unit.cases.unfinished(2)) == [one.number, two.number]
        assert numbers(unit.cases.unclaimed(9)) == [one.number]
        assert numbers(unit.cases.owned_by(BO, 9)) == [two.number, five.number]
        assert numbers(unit.cases.owned_by(BO, 1)) == [two.number]
        assert unit.cases.owned_by(ANNA, 9) == []
        assert numbers(unit.cases.unclaimed_by(ANNA, 9)) == [one.number]
        six = opened(unit)
        assert numbers(unit.cases.unclaimed_by(ANNA, 9)) == [six.number, one.number]
        assert numbers(unit.cases.unclaimed_by(ANNA, 1)) == [six.number]
        assert unit.cases.unclaimed_by(BO, 9) == []

    await acme.does(lists)


async def test_the_latest_case_that_somebody_opened_is_found_until_it_is_withdrawn(acme: Company) -> None:
    def opens(unit: UnitOfWork) -> None:
        for end in (opened, claimed, resolved):
            one = end(unit)
            assert unit.cases.latest_opened_by(ANNA, MORNING) == one
        case = closed(unit)
        assert unit.cases.latest_opened_by(ANNA, MORNING) == case
        opened(unit, by=CECILIA)
        unit.cases.save(*opened(unit).withdraw(ANNA, MORNING))
        assert unit.cases.latest_opened_by(ANNA, MORNING) == case
        assert unit.cases.latest_opened_by(ANNA, MORNING + DAY) is None
        assert unit.cases.latest_opened_by(BO, MORNING) is None

    await acme.does(opens)


async def test_a_resolved_case_is_its_owners_until_it_is_told(acme: Company) -> None:
    def tells(unit: UnitOfWork) -> None:
        case = resolved(unit)
        assert unit.cases.owned_by(BO, 9) == [case]
        unit.cases.tell(Told(case.number, case.version, "said", "learned", "changed", BO, None, MORNING))
        assert unit.cases.owned_by(BO, 9) == []
        case = unit.cases.save(*case.reopen(CECILIA, MORNING, "It is cold again."))
        case = unit.cases.save(*case.claim(BO, MORNING))
        assert unit.cases.owned_by(BO, 9) == [case]
        assert unit.cases.owned_by(BO, 9) == [case]
        case = unit.cases.save(*case.resolve(BO, MORNING))
        assert unit.cases.owned_by(BO, 9) == [case], "how it ended this time is not told yet"
        case = unit.cases.save(*case.note(CECILIA, MORNING, "It was cold at ours too."))
        assert unit.cases.owned_by(BO, 9) == [case]
        unit.cases.tell(Told(case.number, case.version, "said", "learned", "changed", BO, None, MORNING))
        case = unit.cases.save(*case.note(ANNA, MORNING, "And at ours."))
        assert unit.cases.owned_by(BO, 9) == []

    await acme.does(tells)


async def test_an_offer_is_listed_for_whom_it_reaches_until_it_is_answered(acme: Company) -> None:
    def offers(unit: UnitOfWork) -> None:
        cecilia = unit.members.get(CECILIA)
        billing = unit.teams.add("Billing", frozenset({BO, CECILIA}))
        delivery = unit.teams.add("Delivery", frozenset({CECILIA}))
        one, two, three = (claimed(unit) for _ in range(3))
        offered: list[tuple[Case, Member | Team]] = [(three, cecilia), (one, billing), (two, delivery)]
        for case, to in offered:
            unit.cases.save(*case.hand_over(BO, MORNING, to))
        teams = {billing.number, delivery.number}
        assert numbers(unit.cases.offered_to(CECILIA, teams, 9)) == [1, 2, 3]
        assert numbers(unit.cases.offered_to(CECILIA, teams, 2)) == [1, 2]
        assert numbers(unit.cases.offered_to(CECILIA, {delivery.number}, 9)) == [2, 3]
        assert unit.cases.offered_to(BO, teams, 9) == []
        assert unit.cases.offered_to(ANNA, set(), 9) == []
        unit.cases.save(*unit.cases.get(one.number).accept(CECILIA, MORNING, {CECILIA}))
        unit.cases.save(*unit.cases.get(two.number).decline(CECILIA, MORNING, {CECILIA}))
        assert numbers(unit.cases.offered_to(CECILIA, teams, 9)) == [3]

    await acme.does(offers)


# Beside it --------------------------------------------------------------------------------------


async def test_who_follows_a_case_does_so_once(acme: Company) -> None:
    def follows(unit: UnitOfWork) -> None:
        case = opened(unit)
        for member in (CECILIA, ANNA, CECILIA):
            unit.cases.follow(case.number, member)
        assert unit.cases.followers(case.number) == [ANNA, CECILIA]
        assert unit.cases.get(case.number) == case

    await acme.does(follows)


async def test_context_is_a_members_latest_words_and_needs_no_case(acme: Company) -> None:
    def adds(unit: UnitOfWork) -> None:
        quote = complaint(unit)
        unit.cases.add_context(quote, CECILIA, "The system was down.", MORNING)
        unit.cases.add_context(quote, ANNA, "I called twice.", MORNING + MINUTE)
        unit.cases.add_context(quote, CECILIA, "It was down until noon.", MORNING + 2 * MINUTE)
        unit.cases.add_context(quote, CECILIA, "too late to count", MORNING)
        assert unit.cases.context(quote, [CECILIA, ANNA, BO]) == ["I called twice.", "It was down until noon."]
        assert unit.cases.context(quote, [CECILIA]) == ["It was down until noon."]
        assert unit.cases.context(quote, []) == []
        assert unit.cases.context_by(CECILIA, quote) == "It was down until noon."
        assert unit.cases.context_by(BO, quote) == ""

    await acme.does(adds)


async def test_a_story_comes_back_and_may_be_put_right(acme: Company) -> None:
    def tells(unit: UnitOfWork) -> None:
        case = resolved(unit)
        for told in (
            Told(case.number, case.version, "sa", "lærte", "endret", None, TeamNumber(3), MORNING),
            Told(case.number, case.version, "sa «nei»", "lærte", "endret", BO, None, MORNING + MINUTE),
        ):
            unit.cases.tell(told)
            assert unit.cases.told(case.number) == told
        assert unit.cases.get(case.number) == case

    await acme.does(tells)


async def test_what_stands_in_chats_is_found_by_who_has_is_offered_or_told_its_case(acme: Company) -> None:
    def posts(unit: UnitOfWork) -> None:
        owned, offered, told = claimed(unit), claimed(unit), resolved(unit)
        unit.cases.save(*offered.hand_over(BO, unit.now, unit.members.get(CECILIA)))
        unit.cases.tell(Told(told.number, told.version, "said", "learned", "changed", BO, None, MORNING))
        reopened = unit.cases.save(*told.reopen(ANNA, unit.now, "It is cold again."))
        unit.cases.save(*reopened.claim(ANNA, unit.now))
        one, two, three = (
            unit.posts.add(Post(0, MessageRef(HERE, str(case.number)), Kind.NEGATIVE, case.quote, case.quote))
            for case in (owned, offered, told)
        )
        assert unit.posts.of_member(BO) == [one, two, three]
        assert unit.posts.of_member(CECILIA) == [two]
        assert unit.posts.of_member(ANNA) == [three]

    await acme.does(posts)


async def test_a_note_is_found_by_who_did_what_it_says_and_by_whom_they_asked(acme: Company) -> None:
    def notes(unit: UnitOfWork) -> None:
        case = claimed(unit)
        unit.cases.save(*case.hand_over(BO, unit.now, unit.members.get(CECILIA)))
        offered = len(unit.cases.timeline(case.number)) - 1
        _, claiming, offering = (
            unit.posts.add(
                Post(0, MessageRef(HERE, f"note-{place}"), Kind.THREAD_NOTE, case.number, case.quote, (str(place),))
            )
            for place in range(offered + 1)
        )
        assert unit.posts.of_member(BO) == [claiming, offering]
        assert unit.posts.of_member(CECILIA) == [offering]

    await acme.does(notes)


async def test_what_a_failed_unit_did_to_cases_is_undone(acme: Company) -> None:
    def fails(unit: UnitOfWork) -> None:
        learned(unit, "The invoice was wrong for the third time.", "Print the order number.")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await acme.does(fails)
    assert await acme.sees(lambda unit: unit.cases.unfinished(9)) == []
    assert await acme.sees(lambda unit: unit.cases.learnings("invoice", 9)) == []
    assert (await acme.does(opened)).number == 1


# Reminders --------------------------------------------------------------------------------------


async def test_a_case_is_due_when_it_is_to_be_looked_at_earliest_first(acme: Company) -> None:
    rival = await found(acme.url, acme.store, acme.clock, replace(ACME, id="TRIVAL"))
    for there, at in ((acme, MORNING + 2 * MINUTE), (rival, MORNING + MINUTE), (acme, MORNING + DAY), (acme, None)):
        await there.does(to_be_looked_at, at)
    assert await acme.registry(lambda registry: registry.due_cases(9)) == []
    acme.clock.forward(2 * MINUTE)
    assert await acme.registry(lambda registry: registry.due_cases(9)) == [(rival.id, 1), (acme.id, 1)]
    assert await acme.registry(lambda registry: registry.due_cases(1)) == [(rival.id, 1)]
    await rival.does(lambda unit: unit.cases.remind_at(CaseNumber(1), None))
    await acme.does(lambda unit: unit.cases.save(*unit.cases.get(CaseNumber(1)).claim(BO, unit.now)))
    assert await acme.registry(lambda registry: registry.due_cases(9)) == [(acme.id, 1)]


async def test_every_case_that_waits_for_a_reminder_can_be_looked_at_at_once(acme: Company) -> None:
    rival = await found(acme.url, acme.store, acme.clock, replace(ACME, id="TRIVAL"))
    for there, at in ((acme, MORNING + DAY), (acme, None), (acme, MORNING + 2 * DAY), (rival, MORNING + DAY)):
        await there.does(to_be_looked_at, at)
    await acme.does(lambda unit: unit.cases.look_at_all(MORNING))
    assert sorted(await acme.registry(lambda registry: registry.due_cases(9))) == [(acme.id, 1), (acme.id, 3)]


def to_be_looked_at(unit: UnitOfWork, at: datetime | None) -> None:
    unit.cases.remind_at(opened(unit).number, at)


async def test_reminders_are_remembered_one_a_day(acme: Company) -> None:
    def notes(unit: UnitOfWork) -> None:
        case = opened(unit)
        first, second = (Reminded(Rung(rung), MORNING + days * DAY, MONDAY + days * DAY) for rung, days in GIVEN)
        unit.cases.note_reminder(case.number, second)
        unit.cases.note_reminder(case.number, first)
        assert unit.cases.reminded(case.number) == [first, second]
        with pytest.raises(AlreadyExists):
            unit.cases.note_reminder(case.number, replace(first, rung=Rung.NO_STEP, at=MORNING + MINUTE))
        assert unit.cases.reminded(case.number) == [first, second]
        unit.cases.snooze(case.number, MONDAY + 2 * DAY)
        unit.cases.snooze(case.number, MONDAY + 3 * DAY)
        assert unit.cases.snoozed_until(case.number) == MONDAY + 3 * DAY
        assert unit.cases.get(case.number) == case

    await acme.does(notes)


GIVEN = (("unclaimed", 0), ("unclaimed, to the admins", 1))


async def test_a_case_is_overdue_from_a_reminder_until_it_moves(acme: Company) -> None:
    def reminds(unit: UnitOfWork) -> None:
        one, two, three = opened(unit), claimed(unit), resolved(unit)
        assert unit.cases.overdue(9) == []
        for case in (three, two, one):
            unit.cases.note_reminder(case.number, Reminded(Rung.NO_STEP, unit.now, MONDAY))
        assert unit.cases.overdue(9) == [one, two]
        assert unit.cases.overdue(1) == [one]
        unit.cases.save(*two.log(BO, unit.now, CONTACTED))
        unit.cases.save(*three.reopen(ANNA, unit.now, "It is cold again."))
        unit.cases.remind_at(one.number, MORNING + DAY)
        assert unit.cases.overdue(9) == [one]

    await acme.does(reminds)


# Learnings --------------------------------------------------------------------------------------

HEATING = "Dere sier at alt er i orden, men det er fortsatt kaldt her."
INVOICE = "Third call about the same invoice, and nobody knew my case."


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ("invoice", [2, 1]),
        ("INVOI", [2, 1]),
        ("invoice nobody", [1]),
        ("knew printer", [1]),
        ("kaldt", [3]),
        ("FRAMOVER", [3]),
        ("på ettermiddagen", [3]),
        ("invoice kaldt", []),
        ("warmth", []),
        ('" ) * :', []),
        ('" OR (', [3]),
        ("😀", []),
    ],
)
async def test_a_learning_is_found_by_all_the_words_in_it_or_its_quote(
    acme: Company, typed: str, cases: list[int]
) -> None:
    await acme.does(three_learnings)
    assert [case.number for case, _ in await acme.sees(lambda unit: unit.cases.learnings(typed, 9))] == cases


def three_learnings(unit: UnitOfWork) -> None:
    learned(unit, INVOICE, "The printer dropped the last line.")
    learned(unit, "Your invoice is in a language I cannot read.", "Ask which language they read.")
    learned(unit, HEATING, "Ring på ettermiddagen, framover.")
    opened(unit, complaint(unit, "An invoice that nobody has learned from yet."))


async def test_a_learning_comes_with_its_case_and_its_quote(acme: Company) -> None:
    def learns(unit: UnitOfWork) -> None:
        quote = unit.quotes.add(words(MemberCredit(ANNA), text=INVOICE, sentiment=Sentiment.NEGATIVE))
        case = unit.cases.save(*opened(unit, quote.number).claim(BO, unit.now))
        assert unit.cases.learnings("invoice", 9) == []
        case = unit.cases.save(*case.log(BO, unit.now, LEARNING))
        assert unit.cases.learnings("fridays invoice", 9) == [(case, quote)]
        case = unit.cases.save(*case.log(BO, unit.now, replace(LEARNING, words="Nobody reads on Mondays.")))
        assert unit.cases.learnings("fridays", 9) == []
        assert unit.cases.learnings("mondays", 9) == [(case, quote)]
        assert unit.cases.similar("We heard that nobody knew of the invoice.", 9) == [(case, quote)]

    await acme.does(learns)


async def test_a_learning_follows_its_quote(acme: Company) -> None:
    def corrects(unit: UnitOfWork) -> None:
        case = learned(unit, INVOICE, "The printer dropped the last line.")
        quote = unit.quotes.get(case.quote)
        unit.quotes.save(replace(quote, words=replace(quote.words, text="Third call about the same parcel, I say.")))
        assert unit.cases.learnings("invoice", 9) == []
        assert [each.number for each, _ in unit.cases.learnings("parcel printer", 9)] == [case.number]
        unit.quotes.save(unit.quotes.get(case.quote).withdraw())
        assert unit.cases.learnings("printer", 9) == unit.cases.similar("third call, last line", 9) == []
        case = unit.cases.save(*case.log(BO, unit.now, LOOP))
        assert unit.cases.learnings("printer", 9) == []
        unit.quotes.save(replace(unit.quotes.get(case.quote), withdrawn=False))
        assert [each for each, _ in unit.cases.learnings("printer", 9)] == [case]

    await acme.does(corrects)


async def test_what_shares_most_telling_words_is_most_alike(acme: Company) -> None:
    def compares(unit: UnitOfWork) -> None:
        learned(unit, "The router was sent to the old address.", "Ask for the address before a router is sent.")
        learned(unit, "The router was late by two weeks.", "Say when it is late.")
        learned(unit, "The ROUTER came to a wrong address.", "Nothing but this.")
        learned(unit, "My mother waited for two weeks at home.", "Nothing but this.")

        def alike(text: str, most: int = 9) -> list[int]:
            return [case.number for case, _ in unit.cases.similar(text, most)]

        assert alike("Sent my router to the wrong address, the old one") == [3, 1]
        assert alike("Again you sent a router to an address of a friend") == [1, 3]
        assert alike("Again you sent a router to an address of a friend", most=1) == [1]
        assert alike("The router at the address") == [3, 1]
        assert alike("for two weeks, for two years, the way it was") == []
        assert alike("A router that routers") == []
        assert alike("") == alike("😀 !") == []

    await acme.does(compares)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("They said that they would call back about the router.", "They would have said that about the invoice."),
        ("Jag har ringt många gånger, men ingen kunde hjälpa mig.", "Det var ingen gång som de kunde, och många."),
        ("Jeg har ringt mange ganger, og ingen kunne hjelpe meg.", "Det var ingen gang de kunne, og mange visste."),
    ],
)
async def test_common_words_make_no_likeness(acme: Company, before: str, now: str) -> None:
    case = await acme.does(learned, before, "Router.")
    assert await acme.sees(lambda unit: unit.cases.similar(now, 3)) == []
    again = before.replace("call", "ring").replace("men", "fast") + " router"
    assert [each.number for each, _ in await acme.sees(lambda unit: unit.cases.similar(again, 3))] == [case.number]


async def test_a_likeness_looks_through_the_longest_of_texts(acme: Company) -> None:
    case = await acme.does(learned, INVOICE, "The printer dropped the last line.")
    long = " ".join(f"word{number}" for number in range(140)) + " printer line"
    assert [each.number for each, _ in await acme.sees(lambda unit: unit.cases.similar(long, 3))] == [case.number]


async def test_learnings_of_text_without_spaces(acme: Company) -> None:
    """A thousand characters of one word, as in a language that has no spaces between them."""
    case = await acme.does(learned, "客" * 1_000, "話" * 1_000)
    assert [each.number for each, _ in await acme.sees(lambda unit: unit.cases.learnings("客" * 9, 3))] == [case.number]
