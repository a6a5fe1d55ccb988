"""Who is named where: credit is for praise, and nobody is named who does not want to be."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import pytest

from bot.domain.people import Profile
from bot.domain.quotes import MemberCredit, Sentiment
from bot.domain.refs import MemberRef
from bot.ports import Letter
from bot.services import people, showing
from bot.speech import (
    Action,
    Corrected,
    CreditNotice,
    Found,
    MyQuotes,
    NothingFeatured,
    Person,
    QuoteForm,
    QuoteOfTheDay,
    Recorded,
    ShownQuote,
    ThanksNotice,
    Today,
    Why,
)
from tests.builders import (
    ASTRID,
    BJORN,
    CECILIA,
    CHANNEL_NAMES,
    CRITICISM,
    DECLAN,
    EIRIK,
    FRIDA,
    KUNDER,
    MONDAY,
    OSLO,
    PRAISE,
    PROFILES,
    UK,
    local,
)
from tests.services.company import Company

COLLEAGUE = Person(None, None)
NAMES = {profile.name for profile in PROFILES.values()}


def walk(value: object) -> Iterator[object]:
    """A message and everything in it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for each in value:
            yield from walk(each)


def named_in(value: object) -> set[str]:
    texts = [each for each in walk(value) if isinstance(each, str)]
    return {name for name in NAMES for text in texts if name in text}


def negative(value: object) -> bool:
    return any(isinstance(each, ShownQuote) and each.sentiment is Sentiment.NEGATIVE for each in walk(value))


def public(letters: list[Letter]) -> list[Letter]:
    """What more than one person reads; a message to one of them is edited in their chat with us."""
    return [each for each in letters if each.to in CHANNEL_NAMES and each.private_to is None]


# Criticism --------------------------------------------------------------------------------------


async def test_nothing_public_ever_names_a_person_on_criticism(company: Company) -> None:
    """All that can happen to negative quotes within a month, and a look at every public message of it."""
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    for words in CRITICISM:
        await company.record(CECILIA, f'- "{words}" @bjorn @@delivery')
    turned = [await company.record(FRIDA, f'+ "{words}" @eirik') for words in PRAISE[:3]]
    await company.at(local("2026-11-23 10:00"))
    await company.react(BJORN, company.latest_card(), "🌍")
    for number in turned:
        form = await company.press(FRIDA, Action.CORRECT, number)
        assert isinstance(form, QuoteForm)
        await company.send_form(FRIDA, form, sentiment="negative")
    for _ in range(30):
        await company.later(days=1)
    letters = public(company.slack.requests)
    cards = [named_in(each.message) for each in letters if negative(each.message)]
    assert cards == [set()] * (len(CRITICISM) + len(turned))
    standing = [message for place in (KUNDER, UK) for message in company.standing(place)]
    assert standing
    assert [named_in(message) for message in standing] == [set()] * len(standing)


async def test_search_shows_criticism_without_names_but_with_the_team(company: Company) -> None:
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn @@delivery')
    for who in (DECLAN, BJORN, CECILIA, ASTRID):
        found = await company.say(who, "search invoice")
        assert isinstance(found, Found)
        assert named_in(found) == set()
        assert found.quotes[0].teams == ("delivery",)


async def test_who_wrote_criticism_down_sees_privately_whom_it_concerns(company: Company) -> None:
    answer = await company.say(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    assert isinstance(answer, Recorded)
    assert named_in(answer) == {"Bjørn Haugland", "Cecilia Åkerblom"}
    mine = await company.say(CECILIA, "mine")
    assert isinstance(mine, MyQuotes)
    assert named_in(mine.recorded) == {"Bjørn Haugland", "Cecilia Åkerblom"}


async def test_criticism_is_never_somebodys_earnings(company: Company) -> None:
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    assert await company.say(BJORN, "mine") == MyQuotes((), (), OSLO)
    assert (await company.home(BJORN)).mine == MyQuotes((), (), OSLO)


async def test_the_same_criticism_written_down_by_another_is_answered_without_names(company: Company) -> None:
    await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    assert named_in(await company.say(DECLAN, f'- "{CRITICISM[0]}"')) == set()


async def test_praise_that_was_none_is_todays_quote_no_more_and_nobody_is_named_for_it(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    form = await company.press(CECILIA, Action.CORRECT, number)
    assert isinstance(form, QuoteForm)
    await company.send_form(CECILIA, form, sentiment="negative")
    today = await company.say(FRIDA, "today")
    assert isinstance(today, Today)
    assert today.quote is None
    assert await company.say(FRIDA, "why") == NothingFeatured(MONDAY)
    assert (await company.home(FRIDA)).today == today


# Those who opted out ----------------------------------------------------------------------------


async def test_who_opted_out_is_a_colleague_on_new_cards(company: Company) -> None:
    await company.invite(ASTRID)
    await company.opt_out(BJORN)
    await company.opt_out(CECILIA)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @eirik')
    await company.at(local("2026-11-23 09:00"))
    [card] = company.features()
    assert card.quote.people[0] == COLLEAGUE
    assert card.quote.people[1].name == "Eirik Sæther"
    assert card.quote.recorder == COLLEAGUE


async def test_opting_out_reaches_back_to_every_card_that_stands(company: Company) -> None:
    await company.invite(ASTRID)
    await company.invite(DECLAN, UK)
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn @eirik')
    await company.at(local("2026-11-23 10:00"))
    await company.press(EIRIK, Action.THANK, number)
    await company.tick()
    await company.opt_out(BJORN)
    await company.tick()
    for place in (KUNDER, UK, EIRIK, CECILIA):
        card = company.standing(place)[-1]
        assert isinstance(card, QuoteOfTheDay | CreditNotice | ThanksNotice)
        assert card.quote.people[0] == COLLEAGUE
        assert "Bjørn Haugland" not in named_in(card)


async def test_opting_out_reaches_back_into_the_customers_words_too(company: Company) -> None:
    await company.invite(ASTRID)
    line = '+ "Tack @Bjørn Haugland! Bjørns tålamod räckte hela vägen" @bjorn @eirik from "Bjørns svärmor"'
    await company.record(CECILIA, line)
    await company.at(local("2026-11-23 10:00"))
    [card] = company.features()
    assert card.quote.text == "Tack @Bjørn Haugland! Bjørns tålamod räckte hela vägen"
    await company.opt_out(BJORN)
    await company.tick()
    [card] = company.features()
    assert (card.quote.text, card.quote.customer) == (
        "Tack en kollega! En kollegas tålamod räckte hela vägen",
        "En kollegas svärmor",
    )


async def test_opting_out_reaches_back_to_who_is_named_there_without_credit(company: Company) -> None:
    """Also by a name that they had then, and have no more."""
    await company.invite(ASTRID)
    await company.record(CECILIA, '+ "Tack @Bjørn Haugland, det löste sig på en kvart! Bjørn är bäst" @eirik')
    await company.at(local("2026-11-23 10:00"))
    [card] = company.features()
    assert card.quote.text == "Tack @Bjørn Haugland, det löste sig på en kvart! Bjørn är bäst"
    await company.write(lambda unit: unit.members.meet(replace(PROFILES[BJORN], name="Björn Lund", full_name="")))
    await company.opt_out(BJORN)
    await company.tick()
    [card] = company.features()
    assert card.quote.text == "Tack en kollega, det löste sig på en kvart! En kollega är bäst"
    await company.opt_out(BJORN, named=True)
    await company.later(minutes=1)
    [card] = company.features()
    assert card.quote.text.startswith("Tack @Bjørn Haugland")


async def test_opting_out_reaches_back_to_ones_thanks(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.press(EIRIK, Action.THANK, number)
    await company.press(FRIDA, Action.THANK, number)
    await company.tick()
    await company.opt_out(EIRIK)
    await company.tick()
    thanks = [each.thankful for each in company.standing(CECILIA) if isinstance(each, ThanksNotice)]
    assert [person.name for person in thanks] == [None, "Frida Öberg"]


async def test_who_is_named_in_words_put_right_is_still_known_there(company: Company) -> None:
    number = await company.record(CECILIA, '+ "Tack @Bjørn Haugland, det löste sig på en kvart" @eirik')
    await company.write(lambda unit: unit.members.meet(replace(PROFILES[BJORN], name="Björn Lund", full_name="")))
    for text, named in (
        ("Tack @Bjørn Haugland, det löste sig på tio minuter", ["Bjørn Haugland"]),
        ("Tack, det löste sig på tio minuter", []),
    ):
        form = await company.press(CECILIA, Action.CORRECT, number)
        assert isinstance(form, QuoteForm)
        assert isinstance(await company.send_form(CECILIA, form, text=text), Corrected)
        assert [each.name for each in (await company.quote(number)).words.named] == named


async def test_criticism_from_before_such_names_were_hidden_is_shown_without_them(company: Company) -> None:
    await company.invite(ASTRID)
    number = await company.record(CECILIA, f'- "Eirik never called. {CRITICISM[0]}" @bjorn')
    quote = await company.quote(number)
    eirik = (await company.member(EIRIK)).number
    words = replace(quote.words, credits=(*quote.words.credits, MemberCredit(eirik)))
    await company.write(lambda unit: unit.quotes.save(replace(quote, words=words)))
    shown = await company.read(lambda unit: showing.shown(unit, unit.quotes.get(number)))
    assert shown.text == f"A colleague never called. {CRITICISM[0]}"
    own = await company.read(lambda unit: showing.shown(unit, unit.quotes.get(number), private=True))
    assert own.text == f"Eirik never called. {CRITICISM[0]}"


async def test_who_wrote_it_down_may_opt_out_as_well(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    await company.opt_out(CECILIA)
    await company.tick()
    assert [card.quote.recorder for card in company.features()] == [COLLEAGUE]


async def test_who_wants_to_be_named_again_is(company: Company) -> None:
    await company.invite(ASTRID)
    await company.opt_out(BJORN)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    await company.submit(BJORN, "settings", named=True)
    await company.tick()
    assert [person.name for person in company.features()[0].quote.people] == ["Bjørn Haugland"]


async def test_opting_out_between_planning_and_sending_counts(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    company.clock.set(local("2026-11-23 09:00"))
    await company.planner.run()
    await company.opt_out(BJORN)
    await company.courier.finish()
    assert company.features()[0].quote.people == (COLLEAGUE,)
    assert not [letter for letter in public(company.slack.requests) if "Bjørn Haugland" in named_in(letter.message)]


async def test_opting_out_while_the_card_is_on_its_way_counts(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    company.clock.set(local("2026-11-23 09:00"))
    slow = company.slack.stall(lambda letter: isinstance(letter.message, QuoteOfTheDay))
    await company.planner.run()
    await company.courier.run()
    await slow.reached.wait()
    await company.opt_out(BJORN)
    slow.gate.set()
    await company.courier.finish()
    assert company.features()[0].quote.people == (COLLEAGUE,)


async def test_why_does_not_name_who_opted_out(company: Company) -> None:
    await company.invite(ASTRID)
    await company.opt_out(BJORN)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    why = await company.say(FRIDA, "why")
    assert isinstance(why, Why)
    assert why.credited == COLLEAGUE


async def test_opting_out_does_not_take_the_credit_away(company: Company) -> None:
    await company.opt_out(BJORN)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    assert len(company.standing(BJORN)) == 1
    mine = await company.say(BJORN, "mine")
    assert isinstance(mine, MyQuotes)
    assert len(mine.earned) == 1


# Names that change ------------------------------------------------------------------------------


async def test_a_new_name_is_written_on_the_cards_that_stand(company: Company) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    renamed = replace(PROFILES[BJORN], name="Bjørn Nygård Haugland")
    await company.write(people.changed, renamed)
    await company.tick()
    assert [person.name for person in company.features()[0].quote.people] == ["Bjørn Nygård Haugland"]


async def test_a_change_of_somebody_never_met_leaves_them_unmet(company: Company) -> None:
    await company.write(people.changed, Profile(ASTRID, "Astrid"))
    assert await company.read(lambda unit: unit.members.by_ref(ASTRID)) is None


async def test_what_stands_in_for_a_name_replaces_none(company: Company) -> None:
    """A platform may say nothing of somebody just as another answer of it told all."""
    unknown = MemberRef(ASTRID.workspace, "U0STRANGER")
    await company.write(people.meet, [PROFILES[ASTRID]])
    await company.write(people.meet_untold, [Profile(ref, ref.id, external=True) for ref in (ASTRID, unknown)])
    known = await company.read(lambda unit: unit.members.by_refs([ASTRID, unknown]))
    assert {ref: member.profile.external for ref, member in known.items()} == {ASTRID: False, unknown: True}
    assert known[ASTRID].profile == PROFILES[ASTRID]


async def test_a_change_that_nobody_sees_edits_nothing(company: Company) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.tick()
    await company.write(people.changed, replace(PROFILES[BJORN], timezone="Europe/London"))
    company.clock.forward(timedelta(minutes=1))
    await company.tick()
    assert company.slack.edits == []


@pytest.mark.parametrize("words", ["mine", "today", "why", "help", "hello"])
async def test_looking_edits_nothing(company: Company, words: str) -> None:
    await company.invite(ASTRID)
    await company.record(CECILIA, f'+ "{PRAISE[0]}" @bjorn')
    await company.at(local("2026-11-23 09:00"))
    before = len(company.slack.requests)
    await company.say(BJORN, words)
    await company.tick()
    assert len(company.slack.requests) == before
