"""The private message to who earned a quote, and the thanks to who wrote it down."""

from dataclasses import replace

import pytest

from bot.domain.quotes import AlreadyWithdrawn, NoSuchQuote
from bot.domain.refs import MemberRef
from bot.services import people
from bot.speech import (
    Action,
    CreditNotice,
    NoLongerHere,
    QuoteForm,
    Recorded,
    TeamForm,
    Thanked,
    Thanking,
    ThanksNotice,
)
from tests.builders import (
    ANNA_BERG,
    ANNA_DAHL,
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    EIRIK,
    FRIDA,
    GRO_ON_TEAMS,
    PARTNER,
    PRAISE,
    PROFILES,
    TEAMS,
)
from tests.services.company import Company, Line


def notices(company: Company, *people: MemberRef) -> list[CreditNotice]:
    found = [message for who in people for message in company.standing(who)]
    assert all(isinstance(message, CreditNotice) for message in found)
    return found  # type: ignore[return-value]


async def test_the_credited_are_told_in_private_with_the_words_and_who_wrote_them_down(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @frida')
    await company.tick()
    for who in (BJORN, FRIDA):
        [notice] = notices(company, who)
        assert (notice.quote.number, notice.quote.text, notice.team) == (number, PRAISE[0], None)
        assert notice.quote.recorder
        assert notice.quote.recorder.name == "Cecilia Åkerblom"
    assert len(company.slack.requests) == 2


async def test_each_is_told_in_their_own_language(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @declan')
    await company.tick()
    assert {letter.to: letter.language for letter in company.slack.requests} == {BJORN: "nb", DECLAN: "en"}


async def test_a_team_is_told_member_by_member_and_by_its_name(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@"technical support"')
    await company.tick()
    assert [notice.team for notice in notices(company, FRIDA, ANNA_BERG, ANNA_DAHL)] == ["technical support"] * 3


async def test_ones_own_credit_comes_before_ones_teams_and_nobody_is_told_twice(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery @bjorn')
    await company.tick()
    assert [notice.team for notice in notices(company, BJORN)] == [None]
    assert [notice.team for notice in notices(company, EIRIK)] == ["delivery"]


async def test_who_has_left_the_team_since_earned_it_all_the_same(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery @frida')
    await company.tick()
    form = await company.press(ASTRID, Action.TEAM, company.team["delivery"])
    assert isinstance(form, TeamForm)
    await company.submit(ASTRID, "team", form.memo, name="delivery", members=(EIRIK,))
    await company.opt_out(FRIDA)
    await company.tick()
    assert [notice.team for notice in notices(company, BJORN)] == ["delivery"]
    opened = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(opened, QuoteForm)
    await company.send_form(CECILIA, opened, teams=[])
    await company.later(minutes=1)
    assert isinstance(company.standing(BJORN)[-1], NoLongerHere)


async def test_whose_praise_turns_out_to_be_a_teams_that_they_are_not_in(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=(), teams=[str(company.team["billing"])])
    await company.later(minutes=1)
    assert isinstance(company.standing(BJORN)[-1], NoLongerHere)
    assert [notice.team for notice in notices(company, DECLAN)] == ["billing"]


async def test_whose_teams_praise_turns_out_to_be_theirs_is_told_once(company: Company) -> None:
    """Also when the errand is long forgotten: what stands in their chat is known."""
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await company.tick()
    await company.later(days=9)
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, credits=(BJORN,))
    await company.later(minutes=1)
    assert [notice.team for notice in notices(company, BJORN)] == [None]


async def test_who_wrote_it_down_is_not_told_of_their_own_teams_praise(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@billing')
    await company.tick()
    assert company.standing(CECILIA) == []
    assert len(notices(company, DECLAN)) == 1


async def test_nobody_is_told_of_criticism_as_if_it_were_praise(company: Company) -> None:
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn @@delivery')
    await company.tick()
    told = [each.message for each in company.slack.requests]
    assert [each for each in told if isinstance(each, CreditNotice)] == []


async def test_people_of_another_company_get_no_words_of_our_customers(company: Company) -> None:
    await company.record(CECILIA, [f'+ "{PRAISE[0]}" ', PARTNER])
    await company.tick()
    assert company.slack.requests == []


async def test_a_credit_in_another_workspace_is_told_there(company: Company) -> None:
    await company.install(TEAMS, "Furulid on Teams")
    await company.record(CECILIA, [f'+ "{PRAISE[0]}" ', GRO_ON_TEAMS])
    await company.tick()
    assert len(notices(company, GRO_ON_TEAMS)) == 1
    assert company.slack.requests == []


async def test_a_quote_taken_back_before_the_message_went_out_tells_nobody(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.say(CECILIA, "undo")
    await company.tick()
    assert company.slack.requests == []


# What who wrote it down is told of that -----------------------------------------------------------


async def hearing(company: Company, line: Line) -> tuple[list[str | None], tuple[str, ...]]:
    """Who is said to hear of what Cecilia records."""
    answer = await company.say(CECILIA, line)
    assert isinstance(answer, Recorded)
    return [each.name for each in answer.told], answer.teams


async def test_who_is_told_is_named_as_hearing_of_it(company: Company) -> None:
    line = f'+ "{PRAISE[0]}" @bjorn @@delivery @@billing'
    assert await hearing(company, line) == (["Bjørn Haugland"], ("delivery", "billing"))
    await company.tick()
    assert len(notices(company, BJORN, EIRIK, DECLAN)) == 3


async def test_of_people_of_another_company_nobody_is_said_to_hear_of_it(company: Company) -> None:
    assert await hearing(company, [f'+ "{PRAISE[0]}" ', PARTNER]) == ([], ())
    assert await hearing(company, [f'+ "{PRAISE[1]}" @bjorn ', PARTNER]) == (["Bjørn Haugland"], ())


@pytest.mark.parametrize("members", [(), (CECILIA,), (PARTNER,)])
async def test_of_a_team_in_which_nobody_is_told_nobody_is_said_to_hear_of_it(
    company: Company, members: tuple[MemberRef, ...]
) -> None:
    await company.submit(ASTRID, "team", name="returns", members=members)
    assert await hearing(company, f'+ "{PRAISE[0]}" @@returns') == ([], ())
    await company.tick()
    assert company.slack.requests == []


# Thanks -----------------------------------------------------------------------------------------


async def test_a_tap_thanks_who_wrote_it_down(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    answer = await company.press(BJORN, Action.THANK, number)
    assert isinstance(answer, Thanked)
    assert answer.recorder
    assert answer.recorder.name == "Cecilia Åkerblom"
    await company.tick()
    [notice] = company.standing(CECILIA)
    assert isinstance(notice, ThanksNotice)
    assert (notice.thankful.name, notice.quote.number) == ("Bjørn Haugland", number)


async def test_one_persons_thanks_come_once_however_often_they_tap(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    first = await company.press(BJORN, Action.THANK, number)
    assert await company.press(BJORN, Action.THANK, number) == first
    await company.tick()
    assert await company.press(BJORN, Action.THANK, number) == first
    await company.tick()
    assert len(company.standing(CECILIA)) == 1


async def test_each_may_thank(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    for who in (BJORN, EIRIK, FRIDA):
        await company.press(who, Action.THANK, number)
    await company.tick()
    assert len(company.standing(CECILIA)) == 3


async def test_who_thanks_themselves_hears_that_there_is_nobody_else(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    answer = await company.press(CECILIA, Action.THANK, number)
    assert isinstance(answer, Thanked)
    assert answer.thanking is Thanking.ONESELF
    await company.tick()
    assert company.slack.requests == []


async def test_who_has_left_gets_no_thanks_and_that_is_said(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.write(people.changed, replace(PROFILES[CECILIA], gone=True))
    answer = await company.press(BJORN, Action.THANK, number)
    assert isinstance(answer, Thanked)
    assert answer.thanking is Thanking.TOO_LATE
    await company.tick()
    assert company.slack.requests == []


async def test_for_what_was_withdrawn_nobody_is_thanked(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.press(CECILIA, Action.WITHDRAW, number)
    with pytest.raises(AlreadyWithdrawn):
        await company.press(BJORN, Action.THANK, number)


async def test_thanks_from_who_is_not_to_be_named_come_from_a_colleague(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await company.opt_out(BJORN)
    await company.press(BJORN, Action.THANK, number)
    await company.tick()
    [notice] = company.standing(CECILIA)
    assert isinstance(notice, ThanksNotice)
    assert notice.thankful.name is None
    assert notice.thankful.ref is None


async def test_a_quote_that_there_is_not_cannot_be_thanked_for(company: Company) -> None:
    with pytest.raises(NoSuchQuote):
        await company.press(BJORN, Action.THANK, 404)
