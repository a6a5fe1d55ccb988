"""A case: the drawing of PRODUCT §7 as a table, and what holds whoever does what to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.cases import (
    MOVES,
    AlreadyClaimed,
    Case,
    Changed,
    ClaimedMeanwhile,
    Entry,
    LearningMissing,
    LoopMissing,
    Move,
    NothingOffered,
    NotInThatState,
    NotYours,
    Offer,
    OfferRefused,
    OpenerOnly,
    State,
    StillYours,
)
from bot.domain.errors import Refused
from bot.domain.people import Member, Profile, Team
from bot.domain.refs import CaseNumber, MemberNumber, MemberRef, QuoteNumber, TeamNumber, WorkspaceRef
from bot.domain.steps import WORDS_MOST, Basis, BasisMissing, Expectation, Logged, SentenceMissing, Step, one_sentence

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORKSPACE = WorkspaceRef("slack", "T1")


def member(number: int, name: str, **profile: bool) -> Member:
    return Member(MemberNumber(number), Profile(MemberRef(WORKSPACE, name), name, **profile))  # type: ignore[arg-type]


OPENER, OWNER, ANNA, BO, CY = (member(n, name) for n, name in enumerate(("Olle", "Ove", "Anna", "Bo", "Cy"), 1))
COLLEAGUES = (OPENER, OWNER, ANNA, BO, CY)
GUEST = member(11, "Guest", external=True)
ROBOT = member(12, "Robot", bot=True)
GONE = member(13, "Gone", gone=True)

BILLING = Team(TeamNumber(1), "billing", frozenset({BO.number, CY.number}))
OWNERS = Team(TeamNumber(2), "owners", frozenset({OWNER.number}))
EMPTY = Team(TeamNumber(3), "empty")
MIXED = Team(TeamNumber(4), "mixed", frozenset({OWNER.number, ANNA.number}))
TEAMS = (BILLING, OWNERS, EMPTY, MIXED)

LEARNING = Logged(Step.LEARNING, "We never read the second letter.")
LOOP = Logged(Step.LOOP, "Told by phone.")
WHY = "This is the third one."


def reached(offer: Offer | None) -> frozenset[MemberNumber]:
    """Whom an offer reaches."""
    team = next((team.members for team in TEAMS if offer and team.number == offer.team), frozenset())
    return team | ({offer.member} if offer and offer.member else frozenset())


def case(state: State = State.OPEN) -> Case:
    """A case in a state as it may come to be there: claimed with all that resolving takes, and an offer to Anna."""
    owned = state in (State.CLAIMED, State.RESOLVED)
    return Case(
        CaseNumber(42),
        QuoteNumber(17),
        OPENER.number,
        NOW,
        state,
        owner=OWNER.number if owned else None,
        offer=Offer(ANNA.number) if state is State.CLAIMED else None,
        steps={Step.LEARNING: LEARNING, Step.LOOP: LOOP} if owned else {},
    )


# The table --------------------------------------------------------------------------------------

DRAWN = {
    "open": {
        "claim": "claimed",
        "withdraw": "withdrawn",
        "no big deal": "no big deal",
        "say why": "open",
        "note": "open",
        "take back": "withdrawn",
    },
    "claimed": {
        "release": "open",
        "offer": "claimed",
        "accept": "claimed",
        "decline": "claimed",
        "call off": "claimed",
        "resolve": "resolved",
        "log": "claimed",
        "say why": "claimed",
        "note": "claimed",
        "take back": "withdrawn",
    },
    "resolved": {"reopen": "open", "note": "resolved", "take back": "withdrawn"},
}
"""PRODUCT §7, read off the drawing; steps and reasons move nothing. A quote that is taken back takes its case along."""

BY_WHOM_IT_MAY: dict[Move, Callable[[Case], Changed]] = {
    Move.SAY_WHY: lambda case: case.say_why(OPENER.number, NOW, WHY),
    Move.CLAIM: lambda case: case.claim(BO.number, NOW),
    Move.RELEASE: lambda case: case.release(OWNER.number, NOW),
    Move.OFFER: lambda case: case.hand_over(OWNER.number, NOW, BILLING, "Over to you"),
    Move.ACCEPT: lambda case: case.accept(ANNA.number, NOW, {ANNA.number}),
    Move.DECLINE: lambda case: case.decline(ANNA.number, NOW, {ANNA.number}, "On leave"),
    Move.CALL_OFF: lambda case: case.call_off(OWNER.number, NOW),
    Move.LOG: lambda case: case.log(OWNER.number, NOW, LEARNING),
    Move.NOTE: lambda case: case.note(BO.number, NOW, WHY),
    Move.RESOLVE: lambda case: case.resolve(OWNER.number, NOW),
    Move.REOPEN: lambda case: case.reopen(BO.number, NOW, WHY),
    Move.WITHDRAW: lambda case: case.withdraw(OPENER.number, NOW),
    Move.NO_BIG_DEAL: lambda case: case.no_big_deal(BO.number, NOW, WHY),
    Move.TAKE_BACK: lambda case: case.take_back(BO.number, NOW),
}


def test_the_table_is_the_drawing() -> None:
    drawn = {(State(a), Move(move)): State(b) for a, moves in DRAWN.items() for move, b in moves.items()}
    assert dict(MOVES) == drawn
    assert set(BY_WHOM_IT_MAY) == set(Move) - {Move.OPEN}


@pytest.mark.parametrize("move", BY_WHOM_IT_MAY)
@pytest.mark.parametrize("state", State)
def test_a_move_leads_where_it_is_drawn_and_nowhere_else(state: State, move: Move) -> None:
    before = case(state)
    kept = replace(before)
    if leads := MOVES.get((state, move)):
        after, entry = BY_WHOM_IT_MAY[move](before)
        assert after.state is leads
        assert (entry.move, entry.at) == (move, NOW)
        assert (after.number, after.quote, after.opener, after.opened_at) == (42, 17, OPENER.number, NOW)
    else:
        with pytest.raises(AlreadyClaimed if state is State.CLAIMED else NotInThatState):
            BY_WHOM_IT_MAY[move](before)
    assert before == kept


def test_what_cannot_be_is_said_before_who_may_and_what_is_missing() -> None:
    nobody = replace(case(State.RESOLVED), steps={})
    moves: list[Callable[[], Changed]] = [
        lambda: nobody.resolve(BO.number, NOW),
        lambda: nobody.say_why(BO.number, NOW, ""),
        lambda: nobody.no_big_deal(BO.number, NOW, ""),
        lambda: nobody.log(BO.number, NOW, Logged(Step.CAUSE, "")),
    ]
    for move in moves:
        with pytest.raises(NotInThatState) as refused:
            move()
        assert refused.value.facts == {"state": State.RESOLVED, "number": 42}


def test_every_loser_is_told_who_won() -> None:
    claimed, _ = case().claim(OWNER.number, NOW)
    moves: list[Callable[[], Changed]] = [
        lambda: claimed.claim(BO.number, NOW),
        lambda: claimed.withdraw(OPENER.number, NOW),
        lambda: claimed.no_big_deal(BO.number, NOW, WHY),
        lambda: claimed.reopen(BO.number, NOW, WHY),
    ]
    for move in moves:
        with pytest.raises(AlreadyClaimed) as refused:
            move()
        assert refused.value.facts == {"owner": OWNER.number, "number": 42}
        assert isinstance(refused.value, ClaimedMeanwhile) is (move is not moves[0])


# Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", [Move.RELEASE, Move.OFFER, Move.CALL_OFF, Move.LOG, Move.RESOLVE])
def test_only_its_owner_follows_a_case(move: Move) -> None:
    someone_elses = replace(case(State.CLAIMED), owner=BO.number)
    with pytest.raises(NotYours) as refused:
        BY_WHOM_IT_MAY[move](someone_elses)
    assert refused.value.facts == {"owner": BO.number, "number": 42}


def test_a_curator_frees_a_case_whose_owner_is_gone() -> None:
    released, entry = case(State.CLAIMED).release(BO.number, NOW, curator=True)
    assert (released.state, released.owner, released.offer) == (State.OPEN, None, None)
    assert entry.by == BO.number


@pytest.mark.parametrize("move", [Move.SAY_WHY, Move.WITHDRAW])
def test_only_its_opener_says_why_or_withdraws(move: Move) -> None:
    with pytest.raises(OpenerOnly):
        BY_WHOM_IT_MAY[move](replace(case(), opener=BO.number))


# Hand over --------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [OWNER, GUEST, ROBOT, GONE, EMPTY, OWNERS], ids=lambda to: to.name)
def test_a_case_is_offered_to_nobody_who_could_not_take_it(to: Member | Team) -> None:
    with pytest.raises(OfferRefused) as refused:
        case(State.CLAIMED).hand_over(OWNER.number, NOW, to)
    assert refused.value.facts == {"name": to.name}


def test_the_old_owner_keeps_it_until_the_new_one_accepts() -> None:
    offered, entry = case(State.CLAIMED).hand_over(OWNER.number, NOW, BO, " You know\nthem ")
    assert (offered.owner, offered.offer) == (OWNER.number, Offer(BO.number))
    assert (entry.to, entry.words) == (Offer(BO.number), "You know them")
    for nobody in (ANNA, OPENER, OWNER):
        with pytest.raises(NothingOffered):
            offered.accept(nobody.number, NOW, {BO.number})
    accepted, _ = offered.accept(BO.number, NOW, {BO.number})
    assert (accepted.owner, accepted.offer) == (BO.number, None)
    declined, entry = offered.decline(BO.number, NOW, {BO.number}, "On leave")
    assert (declined.owner, declined.offer, entry.words) == (OWNER.number, None, "On leave")


def test_a_teams_offer_is_taken_by_the_first_of_its_members_and_not_by_who_offers_it() -> None:
    offered, entry = case(State.CLAIMED).hand_over(OWNER.number, NOW, MIXED)
    asked = offered.asked(MIXED.members, [entry])
    with pytest.raises(NothingOffered):
        offered.accept(OWNER.number, NOW, asked)
    accepted, _ = offered.accept(ANNA.number, NOW, asked)
    assert accepted.owner == ANNA.number


def test_of_a_team_each_declines_for_oneself_and_the_last_ends_the_offer() -> None:
    offered, *timeline = case(State.CLAIMED).hand_over(OWNER.number, NOW, BILLING)
    one, entry = offered.decline(BO.number, NOW, offered.asked(BILLING.members, timeline))
    assert (one.owner, one.offer, entry.to, entry.ends_offer) == (OWNER.number, offered.offer, offered.offer, False)
    left = one.asked(BILLING.members, [*timeline, entry])
    assert left == {CY.number}
    for move in (one.accept, one.decline):
        with pytest.raises(NothingOffered):
            move(BO.number, NOW, left)
    both, last = one.decline(CY.number, NOW, left)
    assert (both.owner, both.offer, last.to, last.ends_offer) == (OWNER.number, None, None, True)
    again, anew = both.hand_over(OWNER.number, NOW, BILLING)
    assert again.asked(BILLING.members, [*timeline, entry, last, anew]) == BILLING.members


@pytest.mark.parametrize("move", [Move.RELEASE, Move.RESOLVE])
def test_an_offer_lapses_when_the_case_leaves_its_owners_hands(move: Move) -> None:
    after, _ = BY_WHOM_IT_MAY[move](case(State.CLAIMED))
    assert after.offer is None


# Steps and words --------------------------------------------------------------------------------


def test_the_latest_of_each_step_is_shown_and_what_is_missing_is_named() -> None:
    claimed, _ = case().claim(OWNER.number, NOW)
    assert claimed.missing == tuple(Step)
    contacted = Logged(Step.CONTACTED, " They said it was the letter. ", "phone", Expectation.GOOD_ENOUGH)
    logged, entry = claimed.log(OWNER.number, NOW, contacted)
    assert logged.steps == {Step.CONTACTED: replace(contacted, words="They said it was the letter.")}
    assert entry.logged == logged.steps[Step.CONTACTED]
    again, _ = logged.log(OWNER.number, NOW, Logged(Step.CONTACTED, "Called again."))
    assert again.steps == {Step.CONTACTED: Logged(Step.CONTACTED, "Called again.")}
    assert again.missing == (Step.CAUSE, Step.LEARNING, Step.CHANGE, Step.LOOP)


def test_a_cause_says_how_it_is_known() -> None:
    with pytest.raises(BasisMissing):
        case(State.CLAIMED).log(OWNER.number, NOW, Logged(Step.CAUSE, "The letter"))
    logged, _ = case(State.CLAIMED).log(OWNER.number, NOW, Logged(Step.CAUSE, "The letter", basis=Basis.ASSUMED))
    assert logged.steps[Step.CAUSE].basis is Basis.ASSUMED


def test_to_resolve_takes_a_learning_and_a_closed_loop_or_why_it_cannot_be() -> None:
    claimed, _ = case().claim(OWNER.number, NOW)
    with pytest.raises(LearningMissing):
        claimed.resolve(OWNER.number, NOW)
    learned, _ = claimed.log(OWNER.number, NOW, LEARNING)
    with pytest.raises(LoopMissing):
        learned.resolve(OWNER.number, NOW)
    closed, _ = learned.log(OWNER.number, NOW, Logged(Step.LOOP, "They left no address.", possible=False))
    resolved, _ = closed.resolve(OWNER.number, NOW)
    assert (resolved.state, resolved.owner, resolved.closed) == (State.RESOLVED, OWNER.number, True)


def test_a_reopened_case_keeps_its_opener_and_what_was_found_out() -> None:
    reopened, entry = case(State.RESOLVED).reopen(BO.number, NOW, WHY)
    assert (reopened.opener, reopened.owner) == (OPENER.number, None)
    assert reopened.steps == {Step.LEARNING: LEARNING, Step.LOOP: LOOP}
    assert (entry.by, entry.words) == (BO.number, WHY)


@pytest.mark.parametrize("words", ["", " \n ", "x" * (WORDS_MOST + 1)])
def test_what_must_be_said_is_said_in_a_sentence(words: str) -> None:
    moves: list[Callable[[], Changed]] = [
        lambda: case().no_big_deal(BO.number, NOW, words),
        lambda: case().say_why(OPENER.number, NOW, words),
        lambda: case(State.RESOLVED).reopen(BO.number, NOW, words),
        lambda: case(State.CLAIMED).log(OWNER.number, NOW, Logged(Step.LEARNING, words)),
    ]
    for move in moves:
        with pytest.raises(SentenceMissing) as refused:
            move()
        assert refused.value.facts == {"most": WORDS_MOST}


def test_what_may_be_said_has_an_end_too() -> None:
    long = "x" * (WORDS_MOST + 1)
    with pytest.raises(SentenceMissing):
        case(State.CLAIMED).hand_over(OWNER.number, NOW, BO, long)
    with pytest.raises(SentenceMissing):
        case(State.CLAIMED).decline(ANNA.number, NOW, {ANNA.number}, long)
    assert one_sentence("  two\nlines ", 9) == "two lines"
    with pytest.raises(SentenceMissing) as refused:
        one_sentence("two lines", 8)
    assert refused.value.facts == {"most": 8}


# Whoever does what ------------------------------------------------------------------------------

Standing = tuple[State, MemberNumber | None, Offer | None, dict[Step, Logged], str]

ENDS = {Move.RESOLVE: State.RESOLVED, Move.WITHDRAW: State.WITHDRAWN, Move.NO_BIG_DEAL: State.NO_BIG_DEAL}


def explain(entries: Iterable[Entry]) -> Standing:
    """Where a case stands, told from its timeline alone."""
    state, owner, offer = State.OPEN, None, None
    steps: dict[Step, Logged] = {}
    why = ""
    for entry in entries:
        match entry.move:
            case Move.CLAIM | Move.ACCEPT:
                state, owner, offer = State.CLAIMED, entry.by, None
            case Move.RELEASE | Move.REOPEN:
                state, owner, offer = State.OPEN, None, None
            case Move.OFFER:
                offer = entry.to
            case Move.DECLINE | Move.CALL_OFF if entry.ends_offer:
                offer = None
            case Move.LOG if entry.logged:
                steps[entry.logged.step] = entry.logged
            case Move.SAY_WHY:
                why = entry.words
            case Move.RESOLVE | Move.WITHDRAW | Move.NO_BIG_DEAL as end:
                state, offer = ENDS[end], None
            case Move.TAKE_BACK:
                state, owner, offer = State.WITHDRAWN, None, None
    return state, owner, offer, steps, why


people = st.sampled_from(COLLEAGUES)
words = st.sampled_from(["Good service takes time.", "two\nlines", "", "x" * (WORDS_MOST + 1)])
everybody = st.sampled_from([*COLLEAGUES, GUEST, ROBOT, GONE, *TEAMS])
steps = st.builds(
    Logged,
    st.sampled_from(Step),
    words,
    basis=st.none() | st.sampled_from(Basis),
    team=st.none() | st.just(BILLING.number),
    possible=st.booleans(),
)


class AnyLife(RuleBasedStateMachine):
    """Several people, each doing whatever they like at any time; people from outside cannot act, but be offered to."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.entries: list[Entry] = []

    @initialize(opener=people)
    def opened(self, opener: Member) -> None:
        self.case = replace(case(), opener=opener.number)
        self.entries = [Entry(Move.OPEN, opener.number, self.now)]

    @precondition(lambda self: self.case.state in (State.WITHDRAWN, State.NO_BIG_DEAL))
    @rule(opener=people)
    def opened_anew(self, opener: Member) -> None:
        self.opened(opener)

    def tried(self, by: Member, move: Move, change: Callable[[Case], Changed]) -> bool:
        before, copy = self.case, replace(self.case, steps=dict(self.case.steps))
        self.now += timedelta(minutes=1)
        try:
            after, entry = change(before)
        except Refused as refused:
            self.refused(by, move, refused)
            return False
        finally:
            assert before == copy
        assert (before.state, move) in MOVES
        assert self.known_before(by, move) is None or move is Move.RELEASE, "a curator's may be another's"
        assert (entry.move, entry.by, entry.at) == (move, by.number, self.now)
        self.case, self.entries = after, [*self.entries, entry]
        return True

    def refused(self, by: Member, move: Move, refused: Refused) -> None:
        """A refusal names what is so."""
        if (self.case.state, move) not in MOVES:
            assert isinstance(refused, (AlreadyClaimed, StillYours, NotInThatState))
        known = self.known_before(by, move)
        assert known is None or (type(known), known.facts) == (type(refused), refused.facts)
        assert known or refused.field, "only what is missing shows when it is sent"
        match refused:
            case AlreadyClaimed() | NotYours():
                assert refused.facts == {"owner": self.case.owner, "number": 42}
                assert self.case.owner is not None
            case StillYours():
                assert (self.case.owner, refused.facts) == (by.number, {"number": 42})
            case NotInThatState():
                assert refused.facts == {"state": self.case.state, "number": 42}
            case OpenerOnly():
                assert by.number != self.case.opener

    def known_before(self, by: Member, move: Move) -> Refused | None:
        """Why a form for this would not open."""
        try:
            self.case.check(move, by.number, self.asked())
        except Refused as refused:
            return refused
        return None

    @rule(by=people, said=words)
    def say_why(self, by: Member, said: str) -> None:
        self.tried(by, Move.SAY_WHY, lambda case: case.say_why(by.number, self.now, said))

    @rule(by=people)
    def claim(self, by: Member) -> None:
        free = self.case.state is State.OPEN
        assert self.tried(by, Move.CLAIM, lambda case: case.claim(by.number, self.now)) is free

    @rule(by=people, curator=st.booleans())
    def release(self, by: Member, curator: bool) -> None:
        may = self.case.state is State.CLAIMED and (curator or by.number == self.case.owner)
        done = self.tried(by, Move.RELEASE, lambda case: case.release(by.number, self.now, curator=curator))
        assert done is may

    @rule(by=people, to=everybody, said=words)
    def hand_over(self, by: Member, to: Member | Team, said: str) -> None:
        if self.tried(by, Move.OFFER, lambda case: case.hand_over(by.number, self.now, to, said)):
            assert to not in (by, GUEST, ROBOT, GONE, EMPTY)
            assert self.case.owner == by.number

    @rule(by=people)
    def accept(self, by: Member) -> None:
        may = by.number in self.asked()
        done = self.tried(by, Move.ACCEPT, lambda case: case.accept(by.number, self.now, self.asked()))
        assert done is may
        assert not done or self.case.owner == by.number

    @rule(by=people, said=words)
    def decline(self, by: Member, said: str) -> None:
        before, asked = self.case, self.asked()
        if self.tried(by, Move.DECLINE, lambda case: case.decline(by.number, self.now, asked, said)):
            assert by.number in asked
            assert self.case.owner == before.owner
            assert self.asked() == asked - {by.number}
            assert self.case.offer == (before.offer if self.asked() else None)

    @rule(by=people)
    def call_off(self, by: Member) -> None:
        may = self.case.offer is not None and by.number == self.case.owner
        assert self.tried(by, Move.CALL_OFF, lambda case: case.call_off(by.number, self.now)) is may

    def asked(self) -> frozenset[MemberNumber]:
        return self.case.asked(reached(self.case.offer), self.entries)

    @rule(by=people, logged=steps)
    def log(self, by: Member, logged: Logged) -> None:
        if self.tried(by, Move.LOG, lambda case: case.log(by.number, self.now, logged)):
            assert self.case.owner == by.number
            assert self.case.steps[logged.step].words == logged.words.strip() != ""
            assert logged.basis or logged.step is not Step.CAUSE

    @rule(by=people)
    def resolve(self, by: Member) -> None:
        before = self.case
        may = before.state is State.CLAIMED and by.number == before.owner
        ready = Step.LEARNING in before.steps and Step.LOOP in before.steps
        assert self.tried(by, Move.RESOLVE, lambda case: case.resolve(by.number, self.now)) is (may and ready)
        if not (may and not ready):
            return
        with pytest.raises((LearningMissing, LoopMissing)):
            before.resolve(by.number, self.now)

    @rule(by=people, said=words)
    def reopen(self, by: Member, said: str) -> None:
        if self.tried(by, Move.REOPEN, lambda case: case.reopen(by.number, self.now, said)):
            assert self.entries[-1].words

    @rule(by=people)
    def withdraw(self, by: Member) -> None:
        may = self.case.state is State.OPEN and by.number == self.case.opener
        assert self.tried(by, Move.WITHDRAW, lambda case: case.withdraw(by.number, self.now)) is may

    @rule(by=people, said=words)
    def note(self, by: Member, said: str) -> None:
        before = self.case
        if self.tried(by, Move.NOTE, lambda case: case.note(by.number, self.now, said)):
            assert self.entries[-1].words
            assert self.case == before

    @rule(by=people)
    def its_quote_is_taken_back(self, by: Member) -> None:
        gone = self.case.state in (State.WITHDRAWN, State.NO_BIG_DEAL)
        assert self.tried(by, Move.TAKE_BACK, lambda case: case.take_back(by.number, self.now)) is not gone

    @rule(by=people, said=words)
    def no_big_deal(self, by: Member, said: str) -> None:
        if self.tried(by, Move.NO_BIG_DEAL, lambda case: case.no_big_deal(by.number, self.now, said)):
            assert self.entries[-1].words

    # Left to chance alone, the right person would seldom do the right thing.

    @precondition(lambda self: self.case.state is State.CLAIMED)
    @rule(logged=st.sampled_from([LEARNING, LOOP, replace(LOOP, possible=False)]))
    def its_owner_goes_on(self, logged: Logged) -> None:
        owner = self.owner()
        assert self.tried(owner, Move.LOG, lambda case: case.log(owner.number, self.now, logged))

    @precondition(lambda self: self.case.state is State.CLAIMED)
    @rule(to=everybody)
    def its_owner_offers_it(self, to: Member | Team) -> None:
        self.hand_over(self.owner(), to, "Over to you")

    @precondition(lambda self: self.case.state is State.CLAIMED)
    @rule(release=st.booleans())
    def its_owner_has_done_with_it(self, release: bool) -> None:
        if release:
            self.release(self.owner(), curator=False)
        else:
            self.resolve(self.owner())

    @precondition(lambda self: self.case.offer is not None)
    @rule(gladly=st.booleans())
    def whoever_is_asked_answers(self, gladly: bool) -> None:
        asked = next(each for each in COLLEAGUES if each.number in self.asked())
        if gladly:
            self.accept(asked)
        else:
            self.decline(asked, "On leave")

    def owner(self) -> Member:
        return next(each for each in COLLEAGUES if each.number == self.case.owner)

    @invariant()
    def one_owner_when_claimed_and_none_when_open(self) -> None:
        owned = self.case.state in (State.CLAIMED, State.RESOLVED)
        assert (self.case.owner is not None) is owned
        assert not owned or self.case.owner in {each.number for each in COLLEAGUES}

    @invariant()
    def offered_only_while_claimed_and_to_somebody_else(self) -> None:
        assert not self.case.offer or self.case.state is State.CLAIMED
        assert not self.case.offer or self.case.owner not in self.asked()
        assert bool(self.case.offer) is bool(self.asked())

    @invariant()
    def resolved_only_with_a_learning_and_a_closed_loop(self) -> None:
        if self.case.state is State.RESOLVED:
            assert {Step.LEARNING, Step.LOOP} <= set(self.case.steps)

    @invariant()
    def closed_and_reopened_only_with_a_sentence(self) -> None:
        assert all(entry.words for entry in self.entries if entry.move in (Move.NO_BIG_DEAL, Move.REOPEN, Move.SAY_WHY))

    @invariant()
    def the_timeline_explains_where_it_stands(self) -> None:
        stands = (self.case.state, self.case.owner, self.case.offer, self.case.steps, self.case.why)
        assert explain(self.entries) == stands
        assert in_order(self.entries)


def in_order(entries: Sequence[Entry]) -> bool:
    return [entry.at for entry in entries] == sorted(entry.at for entry in entries)


TestAnyLife = AnyLife.TestCase
