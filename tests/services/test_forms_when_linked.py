"""Forms in a linked company: each platform's pickers know its own people only, and what they cannot show stays."""

import pytest

from bot.domain.quotes import MemberCredit
from bot.domain.refs import MemberRef, TeamNumber
from bot.services import people
from bot.speech import Action, Corrected, Person, QuoteForm, SettingsForm, SettingsSaved, TeamForm, TeamSaved
from tests.builders import ASTRID, BJORN, EIRIK, FRIDA, GRO_ON_TEAMS, PRAISE, PROFILES, SIRI_OF_TEAMS, TEAMS
from tests.services.company import Company
from tests.services.test_linking import link

GRO, BJORNS = (Person(ref, PROFILES[ref].name) for ref in (GRO_ON_TEAMS, BJORN))

from_both_sides = pytest.mark.parametrize(
    ("curator", "shown", "elsewhere"),
    [(ASTRID, (BJORN,), (GRO,)), (SIRI_OF_TEAMS, (GRO_ON_TEAMS,), (BJORNS,))],
    ids=["in Slack", "in Teams"],
)


@pytest.fixture
async def linked(on_both: Company) -> Company:
    """Furulid's Slack and Furulid's Teams."""
    teams = on_both.beside(TEAMS)
    await teams.install(TEAMS, "Furulid Teams")
    await link(on_both, teams)
    await on_both.write(people.meet, [PROFILES[ref] for ref in (BJORN, EIRIK, FRIDA, GRO_ON_TEAMS, SIRI_OF_TEAMS)])
    return on_both


async def credited(company: Company, number: int) -> set[MemberRef]:
    credits = (await company.quote(number)).words.credits  # type: ignore[arg-type]
    members = await company.read(
        lambda unit: unit.members.some(each.member for each in credits if isinstance(each, MemberCredit))
    )
    return {member.ref for member in members.values()}


async def together(company: Company) -> int:
    """A quote that one colleague in Slack and one in Teams earned."""
    return await company.record(EIRIK, ['+ "', PRAISE[0], '" ', BJORN, GRO_ON_TEAMS])


async def correction(company: Company, who: MemberRef, number: int) -> QuoteForm:
    form = await company.press(who, Action.CORRECT, number, None)
    assert isinstance(form, QuoteForm)
    return form


@from_both_sides
async def test_a_typo_put_right_on_one_platform_takes_no_credit_from_the_other(
    linked: Company, curator: MemberRef, shown: tuple[MemberRef, ...], elsewhere: tuple[Person, ...]
) -> None:
    number = await together(linked)
    form = await correction(linked, curator, number)
    assert (form.people, form.elsewhere) == (shown, elsewhere), "who stays is told"
    assert isinstance(await linked.send_form(curator, form, text=PRAISE[3]), Corrected)
    assert await credited(linked, number) == {BJORN, GRO_ON_TEAMS}


async def test_who_is_shown_can_be_taken_out_and_others_be_added(linked: Company) -> None:
    number = await together(linked)
    await linked.send_form(ASTRID, await correction(linked, ASTRID, number), credits=(FRIDA,))
    assert await credited(linked, number) == {FRIDA, GRO_ON_TEAMS}
    await linked.send_form(SIRI_OF_TEAMS, await correction(linked, SIRI_OF_TEAMS, number), credits=())
    assert await credited(linked, number) == {FRIDA}


async def in_team(company: Company, number: TeamNumber) -> set[MemberRef]:
    members = await company.read(lambda unit: unit.members.some(unit.teams.get(number).members))
    return {member.ref for member in members.values()}


@from_both_sides
async def test_a_team_renamed_on_one_platform_keeps_its_people_on_the_other(
    linked: Company, curator: MemberRef, shown: tuple[MemberRef, ...], elsewhere: tuple[Person, ...]
) -> None:
    await linked.submit(ASTRID, "team", "", None, name="Night shift", members=(BJORN,))
    [number] = await linked.read(lambda unit: [each.number for each in unit.teams.all() if each.name == "Night shift"])
    await linked.submit(SIRI_OF_TEAMS, "team", str(number), None, name="Night shift", members=(GRO_ON_TEAMS,))
    form = await linked.press(curator, Action.TEAM, number, None)
    assert isinstance(form, TeamForm)
    assert (form.members, form.elsewhere) == (shown, elsewhere)
    saved = await linked.submit(curator, "team", str(number), None, name="Night watch", members=form.members)
    assert saved == TeamSaved("Night watch")
    assert await in_team(linked, number) == {BJORN, GRO_ON_TEAMS}
    await linked.submit(curator, "team", str(number), None, name="Night watch", members=())
    assert await in_team(linked, number) == {BJORN, GRO_ON_TEAMS} - {*shown}


async def test_who_is_taken_into_a_team_on_the_other_platform_is_no_change_of_the_form_that_does_not_show_them(
    linked: Company,
) -> None:
    await linked.submit(ASTRID, "team", "", None, name="Night shift", members=(BJORN,))
    [number] = await linked.read(lambda unit: [each.number for each in unit.teams.all() if each.name == "Night shift"])
    form = await linked.press(ASTRID, Action.TEAM, number, None)
    assert isinstance(form, TeamForm)
    await linked.submit(SIRI_OF_TEAMS, "team", str(number), None, name="Night shift", members=(GRO_ON_TEAMS,))
    saved = await linked.submit(ASTRID, "team", form.memo, None, name="Night shift", members=(BJORN, FRIDA))
    assert saved == TeamSaved("Night shift")
    assert await in_team(linked, number) == {BJORN, FRIDA, GRO_ON_TEAMS}


@from_both_sides
async def test_curators_of_one_platform_do_not_dismiss_those_of_the_other(
    linked: Company, curator: MemberRef, shown: tuple[MemberRef, ...], elsewhere: tuple[Person, ...]
) -> None:
    await linked.submit(ASTRID, "settings", named=True, stages="Use", curators=(BJORN,))
    await linked.submit(SIRI_OF_TEAMS, "settings", named=True, stages="Use", curators=(GRO_ON_TEAMS,))
    form = await linked.say(curator, "settings", None)
    assert isinstance(form, SettingsForm)
    assert (form.curators, form.elsewhere) == (shown, elsewhere)
    answer = await linked.submit(curator, "settings", named=True, stages="Use\nStay", curators=form.curators)
    assert answer == SettingsSaved()
    assert [(await linked.member(ref)).curator for ref in (BJORN, GRO_ON_TEAMS)] == [True, True]
    await linked.submit(curator, "settings", named=True, stages="Use\nStay", curators=())
    dismissed = {ref for ref in (BJORN, GRO_ON_TEAMS) if not (await linked.member(ref)).curator}
    assert dismissed == {*shown}


async def test_who_does_not_want_to_be_named_is_not_named_as_one_who_stays_either(linked: Company) -> None:
    number = await together(linked)
    await linked.opt_out(GRO_ON_TEAMS)
    assert (await correction(linked, ASTRID, number)).elsewhere == (Person(None, None),)
