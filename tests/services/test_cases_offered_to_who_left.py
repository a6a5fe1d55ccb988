"""A case offered to somebody who leaves, or to a team that changes, waits for nobody who cannot answer."""

from dataclasses import replace

import pytest

from bot.domain.cases import Move, NothingOffered
from bot.domain.refs import MemberRef
from bot.services import leaving
from bot.speech import Action, CaseCard, CaseInShort, CaseNote, OfferCalledOff, OfferNotice, TeamSaved
from tests.builders import ASTRID, CECILIA, DECLAN, EIRIK, FRIDA, KUNDER, PROFILES
from tests.services.casework import a_claimed_case, card, case
from tests.services.company import Company


async def offered(company: Company, *people: MemberRef, team: str = "") -> None:
    """Eirik's case."""
    await a_claimed_case(company)
    number = str(company.team[team]) if team else ""
    await company.submit(EIRIK, "hand-over", "1", to=people, team=number, words="Kan du?")
    await company.later(seconds=5)


async def leaves(company: Company, who: MemberRef, *, external: bool = False) -> None:
    await company.write(leaving.changed, replace(PROFILES[who], gone=not external, external=external))
    await company.later(seconds=5)


async def in_billing(company: Company, *people: MemberRef) -> None:
    number = str(company.team["billing"])
    assert await company.submit(ASTRID, "team", number, name="billing", members=people) == TeamSaved("billing")
    await company.later(seconds=5)


def offered_to(company: Company) -> object:
    found = card(company)
    assert isinstance(found, CaseCard)
    return found.case.offered_to


@pytest.mark.parametrize("external", [False, True])
async def test_to_one_who_left_it_is_offered_no_more_and_its_owner_is_told(on_both: Company, external: bool) -> None:
    await offered(on_both, DECLAN)
    await leaves(on_both, DECLAN, external=external)
    assert (await case(on_both)).offer is None
    assert offered_to(on_both) is None
    assert on_both.standing(EIRIK)[-1] == OfferCalledOff((await case(on_both)).number, yours=True)
    [*_, note] = [each for each in on_both.standing(KUNDER) if isinstance(each, CaseNote)]
    assert note.entry.move is Move.CALL_OFF


async def test_once_only_however_often_we_hear_of_it(company: Company) -> None:
    await offered(company, DECLAN)
    for _ in range(3):
        await leaves(company, DECLAN)
    assert len([each for each in company.standing(EIRIK) if isinstance(each, OfferCalledOff)]) == 1


async def test_an_offer_to_others_stays(company: Company) -> None:
    await offered(company, CECILIA)
    await leaves(company, DECLAN)
    assert offered_to(company) is not None


async def test_a_team_answers_without_who_has_left_until_nobody_is_left(company: Company) -> None:
    await offered(company, team="billing")
    await leaves(company, DECLAN)
    assert offered_to(company) == "billing"
    await leaves(company, CECILIA)
    assert offered_to(company) is None
    assert isinstance(company.standing(EIRIK)[-1], OfferCalledOff)


async def test_a_team_that_is_emptied_is_asked_no_more(company: Company) -> None:
    await offered(company, team="billing")
    await in_billing(company)
    assert offered_to(company) is None
    for who in (CECILIA, DECLAN):
        [notice] = [each for each in company.standing(who) if isinstance(each, OfferNotice)]
        assert notice.ended, "and can be accepted no more"
    assert isinstance(company.standing(EIRIK)[-1], OfferCalledOff)


async def test_who_left_the_team_has_no_offer_on_their_card_and_the_others_have(company: Company) -> None:
    await offered(company, team="billing")
    await in_billing(company, CECILIA, FRIDA)
    assert offered_to(company) == "billing"
    assert isinstance(company.standing(DECLAN)[-1], CaseInShort)
    with pytest.raises(NothingOffered):
        await company.press(DECLAN, Action.ACCEPT, 1)
    notice = company.standing(CECILIA)[-1]
    assert isinstance(notice, OfferNotice)
    assert notice.ended is None
    await company.press(CECILIA, Action.ACCEPT, 1)
    assert (await case(company)).owner == (await company.member(CECILIA)).number
