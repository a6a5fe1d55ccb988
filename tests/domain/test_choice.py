from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.choice import NOBODY, REST, Candidate, Choice, Credited, Reason, choose, credited, turn
from bot.domain.quotes import Credit, MemberCredit, TeamCredit
from bot.domain.refs import MemberNumber, QuoteNumber, TeamNumber

TODAY = date(2026, 5, 4)
ANNA, BO = MemberCredit(MemberNumber(1)), MemberCredit(MemberNumber(2))
BILLING = TeamCredit(TeamNumber(1))
M1, M2, T1 = Credited("m", 1), Credited("m", 2), Credited("t", 1)

earned = st.builds(MemberCredit, st.integers(1, 4).map(MemberNumber)) | st.builds(
    TeamCredit, st.integers(1, 3).map(TeamNumber)
)
pools = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 30).map(QuoteNumber),
        st.lists(earned, max_size=3).map(tuple),
    ),
    unique_by=lambda candidate: candidate.quote,
    max_size=12,
)
days = st.dates(TODAY - timedelta(days=200), TODAY - timedelta(days=1))
quotes_featured = st.dictionaries(st.integers(1, 30).map(QuoteNumber), days)
turns_taken = st.dictionaries(st.sampled_from([M1, M2, T1, NOBODY]), days)


def quote(number: int, *earned: Credit) -> Candidate:
    return Candidate(QuoteNumber(number), earned)


def on(day: int) -> date:
    return date(2026, 3, day)


@dataclass
class Wall:
    """A channel's memory, kept as the product says: a quote's every credited is featured with it."""

    pool: list[Candidate]
    today: date = TODAY
    last_featured: dict[Credited, date] = field(default_factory=dict)
    featured: dict[QuoteNumber, date] = field(default_factory=dict)

    def next_day(self) -> Choice | None:
        self.today += timedelta(days=1)
        choice = choose(self.pool, self.last_featured, self.featured, self.today)
        if choice:
            shown = next(candidate for candidate in self.pool if candidate.quote == choice.quote)
            self.featured[choice.quote] = self.today
            self.last_featured.update(dict.fromkeys(credited(shown.credits), self.today))
        return choice


def test_the_one_never_featured_comes_first_with_the_newest_quote() -> None:
    pool = [quote(1, ANNA), quote(2, BO), quote(3, BO), quote(4, ANNA)]
    assert choose(pool, {M1: on(1)}, {}, TODAY) == Choice(QuoteNumber(3), M2, Reason.NEVER_FEATURED)


def test_then_the_one_featured_longest_ago() -> None:
    pool = [quote(1, ANNA), quote(2, BILLING), quote(3, BO)]
    chosen = choose(pool, {M1: on(9), M2: on(8), T1: on(7)}, {}, TODAY)
    assert chosen == Choice(QuoteNumber(2), T1, Reason.LONGEST_AGO, on(7))


def test_ties_go_to_members_before_teams_before_quotes_nobody_is_credited_for() -> None:
    pool = [quote(9), quote(8, BILLING), quote(7, BO), quote(6, ANNA)]
    wall = Wall(pool)
    assert [wall.next_day() for _ in pool] == [
        Choice(QuoteNumber(6), M1, Reason.NEVER_FEATURED),
        Choice(QuoteNumber(7), M2, Reason.NEVER_FEATURED),
        Choice(QuoteNumber(8), T1, Reason.NEVER_FEATURED),
        Choice(QuoteNumber(9), NOBODY, Reason.NEVER_FEATURED),
    ]


def test_a_shared_quote_takes_the_turn_of_everyone_it_credits() -> None:
    wall = Wall([quote(3, BO, ANNA), quote(2, BO), quote(1, BILLING)])
    shown = [choice.quote for _ in range(3) if (choice := wall.next_day())]
    assert shown == [3, 1, 2]
    assert wall.last_featured[M1] == TODAY + timedelta(days=1)


@pytest.mark.parametrize(("ago", "comes"), [(REST, False), (REST + 1, True)])
def test_the_archive_opens_after_more_than_sixty_days(ago: int, comes: bool) -> None:
    shown = TODAY - timedelta(days=ago)
    chosen = choose([quote(1, ANNA)], {M1: shown}, {QuoteNumber(1): shown}, TODAY)
    assert chosen == (Choice(QuoteNumber(1), M1, Reason.ARCHIVE, shown) if comes else None)
    assert chosen is None or chosen.archive


def test_the_archive_gives_the_least_recently_shown_and_of_two_the_older_quote() -> None:
    pool = [quote(3, ANNA), quote(2, BO), quote(1)]
    featured = {QuoteNumber(3): on(1), QuoteNumber(2): on(1), QuoteNumber(1): on(2)}
    chosen = choose(pool, {}, featured, TODAY)
    assert chosen == Choice(QuoteNumber(2), M2, Reason.ARCHIVE, on(1))


def test_a_new_quote_comes_before_the_archive() -> None:
    pool = [quote(1, ANNA), quote(2, ANNA)]
    chosen = choose(pool, {M1: on(1)}, {QuoteNumber(1): on(1)}, TODAY)
    assert chosen == Choice(QuoteNumber(2), M1, Reason.LONGEST_AGO, on(1))


def test_three_quotes_last_three_days_and_then_nothing_is_posted() -> None:
    wall = Wall([quote(1, ANNA), quote(2, ANNA), quote(3, BO)])
    assert [choice.quote if (choice := wall.next_day()) else None for _ in range(10)] == [2, 3, 1] + [None] * 7


def test_without_quotes_there_is_no_choice() -> None:
    assert choose([], {}, {}, TODAY) is None


@given(pools, turns_taken, quotes_featured, st.randoms())
def test_the_order_of_what_is_known_changes_nothing(
    pool: list[Candidate],
    last_featured: dict[Credited, date],
    featured: dict[QuoteNumber, date],
    random: Random,
) -> None:
    chosen = choose(pool, last_featured, featured, TODAY)
    shuffled = [Candidate(one.quote, tuple(random.sample(one.credits, len(one.credits)))) for one in pool]
    random.shuffle(shuffled)
    assert choose(shuffled, dict(reversed(last_featured.items())), featured, TODAY) == chosen


@given(pools, turns_taken, quotes_featured)
def test_a_choice_is_one_of_the_candidates_and_says_the_truth(
    pool: list[Candidate], last_featured: dict[Credited, date], featured: dict[QuoteNumber, date]
) -> None:
    chosen = choose(pool, last_featured, featured, TODAY)
    fresh = [one for one in pool if one.quote not in featured]
    if chosen is None:
        assert all(TODAY - featured[one.quote] <= timedelta(days=REST) for one in pool)
        return
    shown = next(one for one in pool if one.quote == chosen.quote)
    assert chosen.credited in credited(shown.credits)
    if chosen.archive:
        assert not fresh
        assert chosen.since == featured[shown.quote] == min(featured[one.quote] for one in pool)
        return
    assert chosen.since == last_featured.get(chosen.credited)
    waiting = {one for candidate in fresh for one in credited(candidate.credits)}
    assert chosen.credited == min(waiting, key=lambda one: turn(one, last_featured.get(one)))
    theirs = [one.quote for one in fresh if chosen.credited in credited(one.credits)]
    assert chosen.quote == max(theirs)


@given(pools)
def test_no_quote_comes_again_before_all_were_shown(pool: list[Candidate]) -> None:
    wall = Wall(pool)
    shown = [choice.quote for _ in pool if (choice := wall.next_day())]
    assert sorted(shown) == sorted(one.quote for one in pool)
    assert wall.next_day() is None


@given(st.lists(st.integers(1, 4), min_size=1, max_size=30))
def test_the_credited_take_turns(earners: list[int]) -> None:
    """Nobody is featured twice while somebody with a quote left waits longer."""
    wall = Wall([quote(at + 1, MemberCredit(MemberNumber(who))) for at, who in enumerate(earners)])
    left = {who: earners.count(who) for who in set(earners)}
    count = dict.fromkeys(left, 0)
    for _ in earners:
        choice = wall.next_day()
        assert choice
        who = choice.credited.number
        assert count[who] == min(count[other] for other, quotes in left.items() if quotes)
        count[who] += 1
        left[who] -= 1
