"""One company in two workspaces: the code, who must agree, what is shared then, and what each keeps."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cases import Move, State
from bot.domain.errors import Refused
from bot.domain.links import (
    LIVES,
    TRIES,
    TRIES_WITHIN,
    AdminsOnly,
    CaseRenumbered,
    LinkCodeExpired,
    LinkCodeShown,
    LinkCodeUsed,
    LinkCodeWrong,
    LinkedElsewhere,
    LinkedTogether,
    LinkOver,
    LinkWithOneself,
    NotLinked,
    QuoteRenumbered,
    TooManyCodes,
)
from bot.domain.people import NotAllowed
from bot.domain.quotes import Vote
from bot.domain.refs import MemberRef
from bot.ports import UnitOfWork
from bot.services import daily, people
from bot.services.handing_over import AmbiguousTaker, TwoChosen, UnknownTaker
from bot.speech import (
    Action,
    CaseCard,
    CaseDone,
    CaseHistory,
    CaseNote,
    CreditNotice,
    Done,
    Faulty,
    HandOverForm,
    LinkCode,
    LinkDeclined,
    Linked,
    LinkPlan,
    LinkSaid,
    LinkStep,
    NegativeQuote,
    NothingFeatured,
    OfferCalledOff,
    OfferNotice,
    Person,
    QuoteForm,
    QuoteOfTheDay,
    QuoteRemoved,
    Refusal,
    Split,
    ThanksNotice,
    Today,
    Unlinked,
    UnlinkPlan,
    Why,
)
from bot.wording.parts import FormValue
from tests.builders import (
    ANNA_BERG,
    ANNA_DAHL,
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DORIS_IN_LONDON,
    GRO_ON_TEAMS,
    KUNDER,
    ON_TEAMS,
    PRAISE,
    SIRI_OF_TEAMS,
    SLACK,
    SLACK_UK,
    TEAMS,
)
from tests.services.company import Company


@pytest.fixture
async def slack(company: Company) -> Company:
    return company


@pytest.fixture
async def teams(company: Company) -> Company:
    """The same company's other workspace, not linked yet."""
    other = company.beside(TEAMS)
    await other.install(TEAMS, "Furulid Teams")
    return other


async def shown(slack: Company, teams: Company) -> LinkPlan:
    """A code is made on Slack and typed on Teams."""
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    plan = await teams.say(SIRI_OF_TEAMS, f"link {made.code}", None)
    assert isinstance(plan, LinkPlan)
    return plan


async def link(slack: Company, teams: Company) -> None:
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_YES, plan.link)
    await slack.tick()


async def unlink(company: Company, who: MemberRef) -> None:
    assert isinstance(await company.say(who, "unlink", None), UnlinkPlan)
    await company.press(who, Action.UNLINK, "", None)
    await company.tick()


async def refused(company: Company, who: MemberRef, line: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        await company.say(who, line, None)
    return refusal.value


async def test_a_side_goes_by_what_its_people_call_their_company(slack: Company, teams: Company) -> None:
    await teams.submit(SIRI_OF_TEAMS, "settings", "", None, named=True, stages="Use", company="Furulid Kraft")
    plan = await shown(slack, teams)
    assert plan.guest.name == "Furulid Kraft"


async def test_it_keeps_that_name_while_it_is_linked_and_after(slack: Company, teams: Company) -> None:
    await teams.submit(SIRI_OF_TEAMS, "settings", "", None, named=True, stages="Use", company="Furulid Kraft")
    await link(slack, teams)
    assert slack.standing(ASTRID)[-1] == Linked("Furulid Kraft")
    await teams.install(TEAMS, "Microsoft Teams")  # as each start of a process does
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    assert (await refused(teams, SIRI_OF_TEAMS, f"link {made.code}")).facts["name"] == "Furulid"
    assert await slack.say(ASTRID, "unlink", None) == UnlinkPlan(("Furulid Kraft",))

    await slack.press(ASTRID, Action.UNLINK, "", None)
    await slack.tick()
    assert slack.standing(ASTRID)[-1] == Unlinked("Furulid Kraft")
    assert await teams.read(lambda unit: unit.organisation.name) == "Furulid Kraft"
    assert await slack.read(lambda unit: unit.organisation.name) == "Furulid"


async def test_who_had_a_better_name_for_the_hosts_company_has_it_again(slack: Company, teams: Company) -> None:
    await slack.submit(ASTRID, "settings", "", None, named=True, stages="Use", company="Furulid Kraft AB")
    await link(slack, teams)
    assert teams.standing(SIRI_OF_TEAMS)[-1] == Linked("Furulid Kraft AB")
    await unlink(teams, SIRI_OF_TEAMS)
    assert await slack.read(lambda unit: unit.organisation.name) == "Furulid Kraft AB"
    assert await teams.read(lambda unit: unit.organisation.name) == "Furulid Teams"


# Agreeing ---------------------------------------------------------------------------------------


async def test_both_sides_see_what_is_joined_and_must_agree(slack: Company, teams: Company) -> None:
    await slack.record(BJORN, f'+ "{PRAISE[0]}" @@billing')
    plan = await shown(slack, teams)
    assert (plan.host.name, plan.host.quotes, plan.host.teams) == ("Furulid", 1, 3)
    assert (plan.guest.name, plan.guest.quotes, plan.guest.teams) == ("Furulid Teams", 0, 0)

    said = await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    assert said == LinkSaid(LinkStep.WANTED, "Furulid")
    assert await teams.read(lambda unit: unit.links.others(TEAMS)) == []
    await slack.tick()
    [asked] = slack.standing(ASTRID)
    assert isinstance(asked, LinkPlan)
    assert asked.asked

    assert await slack.press(ASTRID, Action.LINK_YES, plan.link) == LinkSaid(LinkStep.AGREED, "Furulid Teams")
    await slack.tick()
    assert slack.standing(ASTRID)[-1] == Linked("Furulid Teams")
    assert slack.standing(SIRI_OF_TEAMS) == [Linked("Furulid")]
    assert [each.ref for each in await slack.read(lambda unit: unit.links.others(SLACK))] == [TEAMS]


async def test_the_makers_no_links_nothing_and_is_told(slack: Company, teams: Company) -> None:
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    assert await slack.press(ASTRID, Action.LINK_NO, plan.link) == LinkSaid(LinkStep.REFUSED, "Furulid Teams")
    await slack.tick()
    assert slack.standing(SIRI_OF_TEAMS) == [LinkDeclined("Furulid")]
    assert await teams.read(lambda unit: unit.links.others(TEAMS)) == []


async def test_a_button_pressed_twice_or_by_another_changes_nothing(slack: Company, teams: Company) -> None:
    plan = await shown(slack, teams)
    with pytest.raises(LinkOver):
        await slack.press(ASTRID, Action.LINK_YES, plan.link)
    first = await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "same event")
    assert await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "same event") == first
    with pytest.raises(LinkOver):
        await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    for answer in (Action.LINK_YES, Action.LINK_NO):
        with pytest.raises(AdminsOnly):
            await slack.press(BJORN, answer, plan.link)
    with pytest.raises(LinkOver):
        await slack.press(ASTRID, Action.LINK_YES, "no such link")


async def test_a_button_pressed_again_when_all_is_done_tells_what_became_of_it(slack: Company, teams: Company) -> None:
    """In Teams the second press is the same event, and it was told of what would come next."""
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "wanted")
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_YES, plan.link, key="agreed")
    await slack.tick()

    async def both_press_again(what: type[Refused]) -> None:
        with pytest.raises(what):
            await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "wanted")
        with pytest.raises(what):
            await slack.press(ASTRID, Action.LINK_YES, plan.link, key="agreed")

    await both_press_again(LinkedTogether)
    await unlink(slack, ASTRID)
    await slack.tick()
    await both_press_again(LinkOver)


async def test_of_a_link_that_was_declined_nobody_is_asked_any_more(slack: Company, teams: Company) -> None:
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "wanted")
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_NO, plan.link)
    with pytest.raises(LinkOver):
        await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None, "wanted")


async def test_an_answer_that_comes_too_late_is_none(slack: Company, teams: Company) -> None:
    plan = await shown(slack, teams)
    slack.clock.forward(LIVES)
    with pytest.raises(LinkOver):
        await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)


async def test_who_was_linked_with_somebody_else_meanwhile_is_told(slack: Company, teams: Company) -> None:
    first, second = await shown(slack, teams), None
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, first.link, None)
    second = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, second.link, None)
    await slack.tick()
    for plan in (first, second):
        await slack.press(ASTRID, Action.LINK_YES, plan.link)
    await slack.tick()
    assert LinkDeclined("Furulid", failed=True) in slack.standing(SIRI_OF_TEAMS)
    assert LinkDeclined("Furulid Teams", failed=True) in slack.standing(ASTRID)
    assert len(await slack.read(lambda unit: unit.links.others(SLACK))) == 1


# Bad input --------------------------------------------------------------------------------------


async def test_a_message_that_comes_again_leaves_the_code_that_was_read_out(slack: Company, teams: Company) -> None:
    code = await slack.say(ASTRID, "link", key="an event")
    assert isinstance(code, LinkCode)
    with pytest.raises(LinkCodeShown):
        await slack.say(ASTRID, "link", key="an event")
    assert isinstance(await teams.say(SIRI_OF_TEAMS, f"link {code.code}", None), LinkPlan)


async def test_only_an_admin_may_link(slack: Company, teams: Company) -> None:
    await slack.submit(
        ASTRID, "settings", curators=(BJORN,), stages="buy", world_emoji="🌍", save_emoji="💬", heads_up="0"
    )
    for line in ("link", "link K7QPM-2W9XD", "unlink"):
        assert isinstance(await refused(slack, BJORN, line), AdminsOnly)


async def test_where_the_platform_tells_of_no_admins_a_curator_may_link(slack: Company, teams: Company) -> None:
    for line in ("link", "link K7QPM-2W9XD", "unlink"):
        assert isinstance(await refused(teams, GRO_ON_TEAMS, line), NotAllowed)
    await teams.write(_name_curator, GRO_ON_TEAMS)
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    plan = await teams.say(GRO_ON_TEAMS, f"link {made.code}", None)
    assert isinstance(plan, LinkPlan)
    await teams.press(GRO_ON_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_YES, plan.link)
    await slack.tick()
    await unlink(slack, ASTRID)
    assert [*map(type, slack.standing(GRO_ON_TEAMS))] == [Linked, Unlinked]


def _name_curator(unit: UnitOfWork, who: MemberRef) -> None:
    unit.members.save(replace(people.known(unit, who), named_curator=True))


async def test_a_wrong_code_is_refused_and_only_a_few_may_be_tried(slack: Company, teams: Company) -> None:
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    for _ in range(2):  # after the wait, no more than before it
        for _ in range(TRIES):
            wrong = await teams.say(SIRI_OF_TEAMS, "link AAAAA-AAAAA", None)
            assert isinstance(wrong, Refusal)
            assert isinstance(wrong.error, LinkCodeWrong)
        assert isinstance(await refused(teams, SIRI_OF_TEAMS, f"link {made.code}"), TooManyCodes)
        slack.clock.forward(TRIES_WITHIN - timedelta(minutes=1))
        soon = await refused(teams, SIRI_OF_TEAMS, f"link {made.code}")
        assert soon.facts == {"count": 1}
        slack.clock.forward(timedelta(minutes=1))
    again = await slack.say(ASTRID, "link")
    assert isinstance(again, LinkCode)
    assert isinstance(await teams.say(SIRI_OF_TEAMS, f"link {again.code}", None), LinkPlan)


async def test_a_code_is_good_for_a_quarter_of_an_hour(slack: Company, teams: Company) -> None:
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    slack.clock.forward(timedelta(minutes=made.minutes))
    assert isinstance(await refused(teams, SIRI_OF_TEAMS, f"link {made.code}"), LinkCodeExpired)


async def test_a_new_code_takes_the_place_of_the_last(slack: Company, teams: Company) -> None:
    first, second = [await slack.say(ASTRID, "link") for _ in range(2)]
    assert isinstance(first, LinkCode)
    assert isinstance(second, LinkCode)
    wrong = await teams.say(SIRI_OF_TEAMS, f"link {first.code}", None)
    assert isinstance(wrong, Refusal)
    assert isinstance(await teams.say(SIRI_OF_TEAMS, f"link {second.code.lower().replace('-', ' ')}", None), LinkPlan)


async def test_a_code_counts_once(slack: Company, teams: Company) -> None:
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    for _ in range(2):  # who typed it may look again
        assert isinstance(await teams.say(SIRI_OF_TEAMS, f"link {made.code}", None), LinkPlan)
    third = slack.beside(SLACK_UK)
    await third.install(SLACK_UK, "Furulid UK")
    assert isinstance(await refused(third, DORIS_IN_LONDON, f"link {made.code}"), LinkCodeUsed)


async def test_ones_own_code_links_nothing(slack: Company) -> None:
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    assert isinstance(await refused(slack, ASTRID, f"link {made.code}"), LinkWithOneself)


async def test_linked_workspaces_need_no_second_link(slack: Company, teams: Company) -> None:
    await link(slack, teams)
    made = await slack.say(ASTRID, "link")
    assert isinstance(made, LinkCode)
    assert isinstance(await refused(teams, SIRI_OF_TEAMS, f"link {made.code}"), LinkedTogether)


async def test_a_third_workspace_follows_an_invitation_but_makes_none_to_a_pair(slack: Company, teams: Company) -> None:
    await link(slack, teams)
    third = slack.beside(SLACK_UK)
    await third.install(SLACK_UK, "Furulid UK")
    doris = DORIS_IN_LONDON
    made = await third.say(doris, "link", None)
    assert isinstance(made, LinkCode)
    refusal = await refused(teams, SIRI_OF_TEAMS, f"link {made.code}")
    assert isinstance(refusal, LinkedElsewhere)
    assert refusal.facts["name"] == "Furulid"

    invited = await teams.say(SIRI_OF_TEAMS, "link", None)
    assert isinstance(invited, LinkCode)
    plan = await third.say(doris, f"link {invited.code}", None)
    assert isinstance(plan, LinkPlan)
    await third.press(doris, Action.LINK_YES, plan.link, None)
    await slack.tick()
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    assert {each.ref for each in await third.read(lambda unit: unit.links.others(SLACK_UK))} == {SLACK, TEAMS}


async def test_nothing_to_unlink_is_said(slack: Company) -> None:
    assert isinstance(await refused(slack, ASTRID, "unlink"), NotLinked)


# One pool ---------------------------------------------------------------------------------------


async def test_a_quote_of_one_side_is_the_others_quote_of_the_day(slack: Company, teams: Company) -> None:
    await slack.record(BJORN, ['+ "', PRAISE[0], '" ', CECILIA])
    await link(slack, teams)
    await teams.arrange(ON_TEAMS)
    await slack.later(hours=3)
    [card] = teams.features(ON_TEAMS)
    assert card.quote.text == PRAISE[0]
    assert [person.ref for person in card.quote.people] == [CECILIA]


async def test_reactions_and_votes_are_summed_over_both_cards(slack: Company, teams: Company) -> None:
    await link(slack, teams)
    await slack.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    number = await slack.record(BJORN, f'- "{CRITICISM[0]}"')
    await slack.tick()
    assert isinstance(slack.standing(KUNDER)[-1], NegativeQuote)
    assert isinstance(slack.standing(ON_TEAMS)[-1], NegativeQuote)

    await slack.react(CECILIA, slack.latest_card(KUNDER), "👀")
    await teams.react(GRO_ON_TEAMS, slack.latest_card(ON_TEAMS), "👀")
    assert await slack.read(lambda unit: unit.reactions.counts(number)) == {"👀": 2}

    await slack.press(CECILIA, Action.NO_BIG_DEAL, number)
    await teams.press(GRO_ON_TEAMS, Action.WORLD, number, ON_TEAMS)
    await slack.later(seconds=10)
    for place in (KUNDER, ON_TEAMS):
        card = next(each for each in slack.standing(place) if isinstance(each, CaseCard))
        assert (card.case.split.world, card.case.split.no_big_deal) == (1, 1)


async def test_a_case_claimed_in_one_shows_as_claimed_in_the_other_and_in_the_thread_of_either_card(
    slack: Company, teams: Company
) -> None:
    await link(slack, teams)
    await slack.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    number = await slack.record(BJORN, f'- "{CRITICISM[0]}"')
    await slack.tick()
    await slack.press(CECILIA, Action.WORLD, number)
    await teams.press(GRO_ON_TEAMS, Action.CLAIM, 1, ON_TEAMS)
    await slack.later(seconds=10)
    for place in (KUNDER, ON_TEAMS):
        card = next(each for each in slack.standing(place) if isinstance(each, CaseCard))
        assert card.case.owner is not None
        assert card.case.owner.ref == GRO_ON_TEAMS
        assert [each.entry.move for each in slack.standing(place) if isinstance(each, CaseNote)] == [Move.CLAIM]


async def test_a_person_is_shown_a_channel_of_their_own_workspace_first(slack: Company, teams: Company) -> None:
    await link(slack, teams)
    await slack.arrange(KUNDER)
    await teams.arrange(ON_TEAMS)
    for who, place in ((BJORN, KUNDER), (GRO_ON_TEAMS, ON_TEAMS)):
        answer = await slack.say(who, "today", None)
        assert isinstance(answer, Today)
        assert answer.next_post is not None
        assert answer.next_post.channel == place


@pytest.mark.parametrize("side", [0, 1])
async def test_criticism_put_right_before_it_is_out_has_one_card_on_each_side(
    slack: Company, teams: Company, side: int
) -> None:
    await link(slack, teams)
    await slack.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    company, who, place = ((slack, CECILIA, KUNDER), (teams, GRO_ON_TEAMS, ON_TEAMS))[side]
    number = await company.record(who, ['- "', CRITICISM[0], '" ', BJORN], place)
    form = await company.press(who, Action.CORRECT, number, place)
    assert isinstance(form, QuoteForm)
    await company.send_form(who, form, via="by phone")
    await slack.tick()
    await slack.later(minutes=30)
    for chat in (KUNDER, ON_TEAMS):
        assert len([each for each in slack.standing(chat) if isinstance(each, NegativeQuote)]) == 1


async def test_a_case_is_handed_over_to_somebody_on_the_other_side_by_name(slack: Company, teams: Company) -> None:
    await slack.record(BJORN, f'- "{CRITICISM[0]}"')
    await slack.press(CECILIA, Action.WORLD, 1)
    await slack.press(CECILIA, Action.CLAIM, 1)
    alone = await slack.press(CECILIA, Action.HAND_OVER, 1)
    await link(slack, teams)
    await teams.say(GRO_ON_TEAMS, "hello", None)
    together = await slack.press(CECILIA, Action.HAND_OVER, 1)
    assert isinstance(alone, HandOverForm)
    assert isinstance(together, HandOverForm)
    assert (alone.linked, together.linked) == (False, True)

    for anna in (ANNA_BERG, ANNA_DAHL):
        await slack.say(anna, "hello")
    wrong: tuple[tuple[type[Refused], Mapping[str, FormValue]], ...] = (
        (UnknownTaker, {"name": "Nobody Known"}),
        (AmbiguousTaker, {"name": "Anna"}),
        (TwoChosen, {"name": "Gro", "to": (BJORN,)}),
    )
    for kind, values in wrong:
        refused = await slack.submit(CECILIA, "hand-over", "1", None, **values)
        assert isinstance(refused, Faulty)
        assert {field: type(fault) for field, fault in refused.faults.items()} == {"name": kind}
    await slack.submit(CECILIA, "hand-over", "1", name="Gro", words="She writes to you in Teams.")
    await slack.tick()
    assert isinstance(slack.standing(GRO_ON_TEAMS)[-1], OfferNotice)
    await teams.press(GRO_ON_TEAMS, Action.ACCEPT, 1, None)
    case = await slack.read(lambda unit: unit.cases.get(1))  # type: ignore[arg-type]
    assert case.owner == (await slack.read(lambda unit: unit.members.by_ref(GRO_ON_TEAMS))).number  # type: ignore[union-attr]


# Numbers ----------------------------------------------------------------------------------------


async def both_with_a_case(slack: Company, teams: Company) -> None:
    """Number one on either side is another quote, and another case."""
    await slack.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    for company, who, words in ((slack, BJORN, CRITICISM[0]), (teams, GRO_ON_TEAMS, CRITICISM[1])):
        place = KUNDER if company is slack else ON_TEAMS
        assert await company.record(who, f'- "{words}"', place) == 1
        await company.tick()
        await company.press(who, Action.WORLD, 1, place)
        await company.later(seconds=10)


async def test_an_old_number_is_nobody_elses_and_is_told_its_new_one(slack: Company, teams: Company) -> None:
    await both_with_a_case(slack, teams)
    await link(slack, teams)
    told = slack.standing(ASTRID)[-1]
    assert told == Linked("Furulid Teams", by=10, other_by=20)
    assert slack.standing(SIRI_OF_TEAMS)[-1] == Linked("Furulid", by=20, other_by=10)
    for company, who, now in ((slack, BJORN, "11"), (teams, GRO_ON_TEAMS, "21")):
        with pytest.raises(CaseRenumbered) as case:
            await company.press(who, Action.CLAIM, 1)
        assert case.value.facts == {"number": 1, "now": now}
        with pytest.raises(QuoteRenumbered):
            await company.press(who, Action.WORLD, 1)
        with pytest.raises(CaseRenumbered):
            await company.say(who, "case 1", None)


async def test_the_cards_that_stand_carry_the_new_numbers(slack: Company, teams: Company) -> None:
    await both_with_a_case(slack, teams)
    await link(slack, teams)
    await slack.later(seconds=10)
    cards = {
        place: next(each for each in slack.standing(place) if isinstance(each, CaseCard))
        for place in (KUNDER, ON_TEAMS)
    }
    assert {place: (card.case.number, card.case.quote.number) for place, card in cards.items()} == {
        KUNDER: (11, 11),
        ON_TEAMS: (21, 21),
    }
    await teams.press(GRO_ON_TEAMS, Action.CLAIM, 21, ON_TEAMS)
    case = await slack.read(lambda unit: unit.cases.get(21))  # type: ignore[arg-type]
    assert case.state is State.CLAIMED


async def test_a_fresh_workspace_changes_nobodys_numbers(slack: Company, teams: Company) -> None:
    number = await slack.record(BJORN, f'+ "{PRAISE[0]}"')
    await link(slack, teams)
    assert (await slack.quote(number)).text == PRAISE[0]
    assert await teams.record(GRO_ON_TEAMS, f'+ "{PRAISE[1]}"') == number + 1


# An event meanwhile ------------------------------------------------------------------------------


async def test_what_was_on_its_way_when_they_were_linked_arrives_once(slack: Company, teams: Company) -> None:
    await slack.arrange(KUNDER)
    await slack.record(BJORN, ['+ "', PRAISE[0], '" ', CECILIA])
    await link(slack, teams)
    await slack.later(minutes=5)
    [notice] = slack.standing(CECILIA)
    assert isinstance(notice, CreditNotice)
    await slack.later(hours=3)
    assert len(slack.features(KUNDER)) == 1


async def test_a_post_sent_while_they_were_linked_is_found_and_not_sent_again(slack: Company, teams: Company) -> None:
    """The errand was leased for the organisation that was, which is no more when it is to be settled."""
    await slack.arrange(KUNDER)
    await slack.record(BJORN, f'+ "{PRAISE[0]}"')
    plan = await shown(slack, teams)
    await teams.press(SIRI_OF_TEAMS, Action.LINK_YES, plan.link, None)
    await slack.tick()
    await slack.press(ASTRID, Action.LINK_YES, plan.link)
    stalled = slack.slack.stall(lambda letter: isinstance(letter.message, QuoteOfTheDay))
    slack.clock.forward(timedelta(hours=3))
    await slack.planner.run()
    await slack.courier.run()
    await stalled.reached.wait()
    await slack.linker.run()
    stalled.gate.set()
    await slack.courier.finish()
    await slack.later(minutes=3)
    assert len(slack.features(KUNDER)) == 1
    await slack.react(CECILIA, slack.latest_card(KUNDER), "👀")
    assert await slack.read(lambda unit: unit.reactions.counts(1)) == {"👀": 1}  # type: ignore[arg-type]


# Unlinking --------------------------------------------------------------------------------------


async def test_each_side_keeps_its_own(slack: Company, teams: Company) -> None:
    await both_with_a_case(slack, teams)
    await link(slack, teams)
    ours = await slack.record(BJORN, ['+ "', PRAISE[0], '" ', GRO_ON_TEAMS])
    theirs = await teams.record(GRO_ON_TEAMS, ['+ "', PRAISE[1], '" @@billing'], ON_TEAMS)
    await slack.press(CECILIA, Action.NO_BIG_DEAL, 21)
    await slack.press(CECILIA, Action.CLAIM, 21)
    await slack.later(seconds=10)
    await unlink(teams, SIRI_OF_TEAMS)

    assert slack.standing(SIRI_OF_TEAMS)[-1] == Unlinked("Furulid")
    assert slack.standing(ASTRID)[-1] == Unlinked("Furulid Teams")
    assert (await slack.quote(ours)).words.credits == ()
    assert (await teams.quote(theirs)).text == PRAISE[1]
    for company, number in ((slack, theirs), (teams, ours)):
        with pytest.raises(Refused):
            await company.quote(number)
    case = await teams.read(lambda unit: unit.cases.get(21))  # type: ignore[arg-type]
    assert case.state is State.OPEN
    assert await teams.read(lambda unit: unit.votes.counts(21)) == {Vote.WORLD: 1}  # type: ignore[arg-type]
    assert {team.name for team in await teams.read(lambda unit: unit.teams.all())} == {"billing"}
    assert await slack.record(BJORN, f'+ "{PRAISE[2]}"') == theirs + 1


async def test_cards_of_the_other_sides_quotes_are_taken_down(slack: Company, teams: Company) -> None:
    number = await slack.record(BJORN, f'+ "{PRAISE[0]}"')
    await link(slack, teams)
    await teams.arrange(ON_TEAMS)
    await slack.later(hours=3)
    assert len(teams.features(ON_TEAMS)) == 1
    await unlink(slack, ASTRID)
    await slack.later(minutes=1)
    assert slack.standing(ON_TEAMS) == [QuoteRemoved(number)]


async def test_what_was_planned_of_the_others_is_replaced_or_left_out(slack: Company, teams: Company) -> None:
    await teams.record(GRO_ON_TEAMS, f'+ "{PRAISE[1]}"', None)
    await link(slack, teams)
    await slack.record(BJORN, f'+ "{PRAISE[0]}"')
    await teams.arrange(ON_TEAMS)
    slack.clock.forward(timedelta(hours=3))
    await slack.planner.run()
    await slack.press(ASTRID, Action.UNLINK, "", None)
    await slack.linker.run()
    assert isinstance(await teams.say(GRO_ON_TEAMS, "why", ON_TEAMS), NothingFeatured)
    number = (await teams.channel(ON_TEAMS)).number
    [today] = await teams.store.rehearse(teams.workspace, daily.preview, number, None, 1)
    assert today.quote
    await slack.later(seconds=10)
    assert [card.quote for card in teams.features(ON_TEAMS)] == [today.quote]
    assert today.quote.text == PRAISE[1]


async def test_why_and_preview_speak_of_who_has_gone_with_the_other_side_as_a_colleague(
    slack: Company, teams: Company
) -> None:
    await link(slack, teams)
    await slack.record(BJORN, ['+ "', PRAISE[0], '" ', GRO_ON_TEAMS])
    await slack.arrange(KUNDER)
    await slack.later(hours=3)
    await unlink(teams, SIRI_OF_TEAMS)
    why = await slack.say(BJORN, "why")
    assert isinstance(why, Why)
    assert why.credited == Person(ref=None, name=None)
    number = (await slack.channel(KUNDER)).number
    coming = await slack.store.rehearse(slack.workspace, daily.preview, number, None, 3)
    assert len(coming) == 3


async def test_thanks_from_the_other_side_stay_and_follow_the_quote(slack: Company, teams: Company) -> None:
    await link(slack, teams)
    number = await slack.record(BJORN, f'+ "{PRAISE[0]}"')
    await teams.press(GRO_ON_TEAMS, Action.THANK, number, None)
    await slack.tick()
    await unlink(teams, SIRI_OF_TEAMS)
    form = await slack.press(BJORN, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await slack.send_form(BJORN, form, text=PRAISE[1])
    await slack.later(seconds=10)
    [thanks] = [each for each in slack.standing(BJORN) if isinstance(each, ThanksNotice)]
    assert (thanks.quote.text, thanks.thankful.name) == (PRAISE[1], None)


async def test_they_may_be_linked_again(slack: Company, teams: Company) -> None:
    await both_with_a_case(slack, teams)
    for _ in range(2):
        await link(slack, teams)
        assert len(await slack.read(lambda unit: unit.cases.unfinished(9))) == 2
        await unlink(slack, ASTRID)
        assert len(await slack.read(lambda unit: unit.cases.unfinished(9))) == 1
    with pytest.raises(CaseRenumbered):
        await slack.press(BJORN, Action.CLAIM, 1)


async def a_case_of_cecilias(slack: Company, teams: Company) -> None:
    """Cecilia's own case, with Gro's vote on it, both sides' cards out."""
    await link(slack, teams)
    await slack.arrange(KUNDER, follow_up=True)
    await teams.arrange(ON_TEAMS, follow_up=True)
    number = await slack.record(CECILIA, f'- "{CRITICISM[0]}"')
    await slack.tick()
    await slack.press(CECILIA, Action.WORLD, number)
    await teams.press(GRO_ON_TEAMS, Action.NO_BIG_DEAL, number, ON_TEAMS)
    await slack.press(CECILIA, Action.CLAIM, 1)


async def test_a_hand_over_to_the_other_side_is_called_off_and_its_owner_told(slack: Company, teams: Company) -> None:
    await a_case_of_cecilias(slack, teams)
    await slack.submit(CECILIA, "hand-over", "1", to=(GRO_ON_TEAMS,), team="", words="She wrote to you first.")
    await slack.later(seconds=10)
    assert isinstance(slack.standing(GRO_ON_TEAMS)[-1], OfferNotice)
    await unlink(slack, ASTRID)
    await slack.later(minutes=1)
    case = await slack.read(lambda unit: unit.cases.get(1))  # type: ignore[arg-type]
    assert (case.state, case.offer) == (State.CLAIMED, None)
    card = next(each for each in slack.standing(KUNDER) if isinstance(each, CaseCard))
    assert (card.case.offered_to, card.case.split) == (None, Split(world=1))
    assert OfferCalledOff(case.number, yours=True) in slack.standing(CECILIA)
    history = await slack.press(CECILIA, Action.HISTORY, 1)
    assert isinstance(history, CaseHistory)
    assert history.entries[-1].move is Move.CALL_OFF
    assert slack.standing(ON_TEAMS)[-1] == QuoteRemoved(case.quote)


async def test_one_to_a_team_of_both_sides_stands_for_those_who_stay(slack: Company, teams: Company) -> None:
    await a_case_of_cecilias(slack, teams)
    members = (CECILIA, BJORN, GRO_ON_TEAMS)
    await slack.submit(ASTRID, "team", "", name="returns", members=members)
    [returns] = [each.number for each in await slack.read(lambda unit: unit.teams.all()) if each.name == "returns"]
    await slack.submit(CECILIA, "hand-over", "1", to=(), team=str(returns), words="")
    await slack.later(seconds=10)
    await unlink(slack, ASTRID)
    await slack.later(minutes=1)
    assert not [each for each in slack.standing(CECILIA) if isinstance(each, OfferCalledOff)]
    assert await slack.press(BJORN, Action.ACCEPT, 1) == CaseDone(Done.ACCEPTED, 1)


# On both databases ------------------------------------------------------------------------------


async def test_linked_and_unlinked_on_either_database(on_both: Company) -> None:
    teams = on_both.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    await test_each_side_keeps_its_own(on_both, teams)


async def test_a_hand_over_is_called_off_on_either_database(on_both: Company) -> None:
    teams = on_both.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    await test_a_hand_over_to_the_other_side_is_called_off_and_its_owner_told(on_both, teams)
