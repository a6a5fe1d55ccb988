"""What people choose: whether they are named; and what curators choose for all."""

import pytest

from bot.domain.emojis import NotAnEmoji
from bot.domain.errors import KundordError
from bot.domain.people import (
    DEFAULT_STAGES,
    SAVE,
    WORLD,
    CompanyNameMissing,
    EmojiListsOverlap,
    NoSuchTeam,
    NotAllowed,
    StagesMissing,
)
from bot.domain.quotes import Vote
from bot.domain.refs import ChannelRef, MemberRef
from bot.domain.steps import Step
from bot.services import channels
from bot.services.occasion import OutOfDate
from bot.services.people import TeamNameMissing, TeamNameTaken
from bot.speech import (
    Action,
    CreditNotice,
    Faulty,
    HomeRest,
    Recorded,
    SettingsForm,
    SettingsSaved,
    TeamForm,
    TeamSaved,
)
from bot.wording import sentence, words
from bot.wording.parts import FormValue
from tests.builders import (
    ANNA_DAHL,
    ASTRID,
    BJORN,
    CECILIA,
    CRITICISM,
    DECLAN,
    EIRIK,
    FRIDA,
    KUNDER,
    PARTNER,
    PRAISE,
    SLACK,
    UK,
    local,
)
from tests.services.casework import a_claimed_case, a_resolved_case, say, step, tell
from tests.services.company import Company
from tests.services.test_names import walk


def chosen(**changes: FormValue) -> dict[str, FormValue]:
    """A curator's settings form, filled in as it opens but for these."""
    values: dict[str, FormValue] = {
        "named": True,
        "stages": "\n".join(DEFAULT_STAGES),
        "world_emoji": "🌍 🌎 🌏 🚨",
        "save_emoji": "💬",
        "curators": (),
    }
    return values | changes


async def choose(company: Company, /, **changes: FormValue) -> object:
    return await company.submit(ASTRID, "settings", "", None, **chosen(**changes))


# Settings ---------------------------------------------------------------------------------------


async def test_everybody_has_settings_and_curators_have_more(company: Company) -> None:
    form = await company.say(BJORN, "settings")
    assert isinstance(form, SettingsForm)
    assert form.member.named
    assert not form.member.curator
    curators = await company.press(ASTRID, Action.SETTINGS)
    assert isinstance(curators, SettingsForm)
    assert curators.member.curator
    with pytest.raises(NotAllowed):
        await company.say(PARTNER, "settings")


async def test_not_to_be_named_is_ones_own_choice(company: Company) -> None:
    assert await company.submit(BJORN, "settings", named=False) == SettingsSaved()
    assert not (await company.member(BJORN)).named
    assert (await company.member(CECILIA)).named


async def test_what_is_for_curators_is_not_taken_from_others(company: Company) -> None:
    before = await company.chosen()
    await company.submit(BJORN, "settings", "", None, **chosen(stages="mine", curators=(BJORN,)))
    assert await company.chosen() == before
    assert not (await company.member(BJORN)).curator


async def test_curators_choose_stages_and_emoji(company: Company) -> None:
    await choose(company, stages=" Köpa \n\n  Komma   igång\nStanna", world_emoji="🔥", save_emoji="📌 💬")
    organisation = await company.chosen()
    assert organisation.stages == ("Köpa", "Komma igång", "Stanna")
    assert organisation.world_emoji == {"🔥"}
    assert organisation.save_emoji == {"📌", "💬"}
    answer = await company.say(CECILIA, f'+ "{PRAISE[0]}" #komma')
    assert isinstance(answer, Recorded)
    assert answer.quote.stage == "Komma igång"


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"save_emoji": "💬 🌍"}, "save_emoji", EmojiListsOverlap),
        ({"world_emoji": "👍", "save_emoji": "💬👍🏽"}, "save_emoji", EmojiListsOverlap),
        ({"world_emoji": "❤", "save_emoji": "❤️"}, "save_emoji", EmojiListsOverlap),
        ({"world_emoji": "foo bar"}, "world_emoji", NotAnEmoji),
        ({"save_emoji": "💬 hello"}, "save_emoji", NotAnEmoji),
        ({"stages": " \n "}, "stages", StagesMissing),
        ({"stages": "Use\nuse"}, "stages", StagesMissing),
        ({"company": "  "}, "company", CompanyNameMissing),
        ({"company": "N" * 61}, "company", CompanyNameMissing),
    ],
)
async def test_each_fault_of_the_settings_belongs_at_its_field_and_nothing_is_kept(
    company: Company, change: dict[str, FormValue], field: str, fault: type[KundordError]
) -> None:
    answer = await choose(company, named=False, curators=(FRIDA,), **change)
    assert isinstance(answer, Faulty)
    assert {name: type(error) for name, error in answer.faults.items()} == {field: fault}
    organisation = await company.chosen()
    assert (organisation.stages, organisation.world_emoji, organisation.save_emoji) == (DEFAULT_STAGES, WORLD, SAVE)
    assert (await company.member(ASTRID)).named
    assert not (await company.member(FRIDA)).curator


@pytest.mark.parametrize("reaction", ["🚨", "🌋", "👍", "❤️", ":furulid-sos:"])
async def test_however_an_emoji_is_typed_its_reaction_is_the_end_of_the_world(company: Company, reaction: str) -> None:
    assert await choose(company, world_emoji="🚨🌋 👍🏽 ❤ :furulid-sos:") == SettingsSaved()
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'- "{CRITICISM[0]}"')
    await company.later(minutes=15)
    await company.react(FRIDA, company.latest_card(), reaction)
    assert await company.read(lambda unit: unit.votes.counts(number)) == {Vote.WORLD: 1}


async def test_a_step_that_a_channel_is_narrowed_to_stays_until_that_channel_wants_others(company: Company) -> None:
    await company.arrange(stages=frozenset({"use", "stay"}))
    await company.arrange(UK, stages=frozenset({"use"}))
    answer = await choose(company, stages="discover\nbuy\nusing\nstay")
    assert isinstance(answer, Faulty)
    assert sentence(answer.faults["stages"], words("en")).startswith(
        "The stage “use” is chosen under “Only these stages” in kunder and uk-customers,"
    )
    assert (await company.chosen()).stages == DEFAULT_STAGES
    assert await choose(company, stages="discover\nuse\nusing\nstay") == SettingsSaved(), "others may go, or be new"
    await company.arrange(stages=frozenset({"using", "stay"}))
    await company.arrange(UK, stages=frozenset())
    assert await choose(company, stages="discover\nusing\nstay") == SettingsSaved()


async def test_curators_say_what_the_company_is_called(company: Company) -> None:
    before = (await company.chosen()).name
    await choose(company, stages="Use")
    assert (await company.chosen()).name == before, "a form without the field, as an old one is, leaves it"
    await choose(company, company=" Nordlys   Kraft ")
    assert (await company.chosen()).name == "Nordlys Kraft"


async def test_who_is_named_a_curator_may_do_what_curators_do_until_they_are_not(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    await choose(company, curators=(FRIDA, DECLAN))
    form = await company.say(FRIDA, "settings")
    assert isinstance(form, SettingsForm)
    assert set(form.curators) == {FRIDA, DECLAN}
    await choose(company, curators=(DECLAN,))
    with pytest.raises(NotAllowed):
        await company.press(FRIDA, Action.WITHDRAW, number)
    await company.press(DECLAN, Action.WITHDRAW, number)


async def test_admins_are_curators_without_being_named(company: Company) -> None:
    await choose(company, curators=())
    assert (await company.member(ASTRID)).curator
    form = await company.say(ASTRID, "settings")
    assert isinstance(form, SettingsForm)
    assert form.curators == ()


async def test_a_curator_may_name_themselves_and_yet_not_want_to_be_named(company: Company) -> None:
    await choose(company, named=False, curators=(ASTRID,))
    astrid = await company.member(ASTRID)
    assert (astrid.named, astrid.named_curator) == (False, True)


async def test_people_of_another_company_are_never_curators(company: Company) -> None:
    await choose(company, curators=(PARTNER,))
    assert not (await company.member(PARTNER)).curator


# Teams ------------------------------------------------------------------------------------------


async def test_a_curator_makes_a_team_that_can_be_credited_at_once(company: Company) -> None:
    answer = await company.submit(ASTRID, "team", "", None, name="  Night   shift ", members=(BJORN, FRIDA))
    assert answer == TeamSaved("Night shift")
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@night')
    await company.tick()
    for who in (BJORN, FRIDA):
        [notice] = company.standing(who)
        assert isinstance(notice, CreditNotice)
        assert notice.team == "Night shift"


async def test_a_team_is_changed_and_keeps_its_quotes(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    number = company.team["delivery"]
    form = await company.press(ASTRID, Action.TEAM, number)
    assert isinstance(form, TeamForm)
    assert form.team
    assert form.team.name == "delivery"
    assert set(form.members) == {BJORN, EIRIK}
    await company.submit(ASTRID, "team", str(number), None, name="Delivery & fitting", members=(BJORN, ANNA_DAHL))
    answer = await company.say(CECILIA, f'+ "{PRAISE[0]}"')
    assert getattr(answer, "quote").teams == ("Delivery & fitting",)  # noqa: B009


async def test_the_form_for_a_new_team_is_empty(company: Company) -> None:
    assert await company.press(ASTRID, Action.TEAM) == TeamForm()


@pytest.mark.parametrize(
    ("name", "fault"),
    [("", TeamNameMissing), ("   ", TeamNameMissing), ("x" * 61, TeamNameMissing), ("BILLING", TeamNameTaken)],
)
async def test_each_fault_of_a_team_belongs_at_its_field_and_nothing_is_kept(
    on_both: Company, name: str, fault: type[KundordError]
) -> None:
    for memo in ("", str(on_both.team["delivery"])):
        answer = await on_both.submit(ASTRID, "team", memo, None, name=name, members=(CECILIA,))
        assert isinstance(answer, Faulty)
        assert {field: type(error) for field, error in answer.faults.items()} == {"name": fault}
    assert {team.name: len(team.members) for team in await on_both.read(lambda unit: unit.teams.all())} == {
        "billing": 2,
        "delivery": 2,
        "technical support": 3,
    }


async def test_only_curators_make_and_change_teams(company: Company) -> None:
    with pytest.raises(NotAllowed):
        await company.press(BJORN, Action.TEAM)
    with pytest.raises(NotAllowed):
        await company.submit(BJORN, "team", "", None, name="Mine", members=(BJORN,))
    with pytest.raises(NoSuchTeam):
        await company.press(ASTRID, Action.TEAM, 404)


async def test_a_new_member_of_a_team_is_not_told_of_its_earlier_praise(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await company.tick()
    members = (BJORN, EIRIK, FRIDA)
    await company.submit(ASTRID, "team", str(company.team["delivery"]), None, name="delivery", members=members)
    await company.tick()
    assert company.standing(FRIDA) == []


async def rename(company: Company, team: str, name: str, *members: MemberRef) -> None:
    await company.submit(ASTRID, "team", str(company.team[team]), None, name=name, members=members)
    await company.later(minutes=1)


def with_words(company: Company, words: str, *places: ChannelRef | MemberRef) -> list[str]:
    """What stands there with these words on it, by its kind."""
    return [type(message).__name__ for place in places for message in company.standing(place) if words in walk(message)]


async def test_a_new_name_of_a_team_is_written_on_the_cards_that_stand(on_both: Company) -> None:
    await on_both.invite(ASTRID)
    await on_both.record(CECILIA, f'+ "{PRAISE[0]}" @@delivery')
    await on_both.record(CECILIA, f'- "{CRITICISM[0]}" @@delivery')
    await on_both.at(local("2026-11-23 09:00"))
    places = (KUNDER, BJORN, EIRIK)
    before = with_words(on_both, "delivery", *places)
    assert sorted(before) == ["CreditNotice", "CreditNotice", "NegativeQuote", "QuoteOfTheDay"]
    await rename(on_both, "delivery", "logistics", BJORN, EIRIK)
    assert with_words(on_both, "delivery", *places) == []
    assert with_words(on_both, "logistics", *places) == before


async def test_and_on_those_of_a_case_that_is_offered_to_it_or_told_with_it(on_both: Company) -> None:
    await a_resolved_case(on_both)
    await tell(on_both, EIRIK)
    await say(on_both, FRIDA, Action.REOPEN, "It is wrong again.")
    await on_both.press(FRIDA, Action.CLAIM, 1)
    await on_both.submit(FRIDA, "hand-over", "1", to=(), team=str(on_both.team["billing"]), words="")
    await on_both.later(seconds=5)
    places = (KUNDER, CECILIA, DECLAN)
    before = with_words(on_both, "billing", *places)
    assert {"CaseCard", "CaseNote", "OfferNotice", "Story"} <= {*before}
    await rename(on_both, "billing", "invoices", CECILIA, DECLAN)
    assert with_words(on_both, "billing", *places) == []
    assert with_words(on_both, "invoices", *places) == before


async def test_and_on_those_of_a_case_that_led_to_a_change_with_it(on_both: Company) -> None:
    await a_claimed_case(on_both)
    await step(on_both, EIRIK, Step.CHANGE, "One number from now on.", team=str(on_both.team["billing"]))
    await on_both.later(seconds=5)
    before = with_words(on_both, "billing", KUNDER, EIRIK)
    assert before == ["CaseCard", "CaseSteps"]
    await rename(on_both, "billing", "invoices", CECILIA, DECLAN)
    assert with_words(on_both, "billing", KUNDER, EIRIK) == []
    assert with_words(on_both, "invoices", KUNDER, EIRIK) == before


async def test_a_team_that_keeps_its_name_is_written_nowhere_anew(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @@delivery')
    await company.later(minutes=1)
    await rename(company, "delivery", "delivery", BJORN)
    assert company.slack.edits == []


async def test_what_curators_write_holds_nothing_unseen(company: Company) -> None:
    await rename(company, "delivery", "\u202eLog\u200bistics", BJORN)
    await choose(company, stages="Buy\u202e\n\u200b\nStay", company="Fur\u2066ulid")
    chosen = await company.chosen()
    assert (chosen.stages, chosen.name) == (("Buy", "Stay"), "Furulid")
    assert "Logistics" in [team.name for team in await company.read(lambda unit: unit.teams.all())]
    await company.write(channels.joined, None, KUNDER, "\u202ekun\nder", False)
    assert (await company.channel()).name == "kun der"


# What a page has no room for --------------------------------------------------------------------


async def test_a_curator_reaches_every_channel_and_team_that_their_page_only_counts(company: Company) -> None:
    for number in range(40):
        ref = ChannelRef(SLACK, f"C{number}")
        await company.write(channels.add, ref, f"c{number}", None)
        await company.write(lambda unit, name: unit.teams.add(name, frozenset()), f"team {number:02}")
    home = await company.home(ASTRID)
    rest = await company.press(ASTRID, Action.MORE, "channels|15", None)
    assert rest == HomeRest(15, channels=home.channels[15:])
    assert await company.press(ASTRID, Action.MORE, "teams|30", None) == HomeRest(30, teams=home.teams[30:])


@pytest.mark.parametrize("value", ["channels|40", "teams|40", "channels|", "quotes|0", ""])
async def test_where_no_more_is_left_the_button_is_of_an_earlier_day(company: Company, value: str) -> None:
    with pytest.raises(OutOfDate):
        await company.press(ASTRID, Action.MORE, value, None)


async def test_nobody_reaches_more_than_their_page_would_show(company: Company) -> None:
    await company.invite(ASTRID)
    for value in ("channels|0", "teams|0"):
        with pytest.raises(OutOfDate):
            await company.press(CECILIA, Action.MORE, value, None)
