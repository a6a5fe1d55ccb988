"""A customer's words, written down in a form: an empty one, or one that begins with somebody's message."""

import pytest

from bot.domain.errors import KundordError
from bot.domain.people import NotAllowed
from bot.domain.quotes import (
    LINK_MOST,
    CustomerTooLong,
    LinkRefused,
    MemberCredit,
    QuoteTooShort,
    SelfCredit,
    Sentiment,
    TeamCredit,
    ViaTooLong,
)
from bot.services.conversation import NeedsWords, OutOfDate
from bot.services.forms import SentimentMissing
from bot.services.recording import NotCreditable
from bot.speech import Action, AlreadyRecorded, Faulty, MyQuotes, QuoteForm, Recorded
from bot.wording.parts import FormValue
from tests.builders import (
    BJORN,
    CECILIA,
    CRITICISM,
    FRIDA,
    HANNA_WHO_LEFT,
    PARTNER,
    PRAISE,
    STOCKHOLM,
    TICKETBOT,
    message,
)
from tests.services.company import Company


async def opened(company: Company) -> QuoteForm:
    form = await company.say(CECILIA, "")
    assert isinstance(form, QuoteForm)
    return form


async def test_the_command_alone_opens_the_form(company: Company) -> None:
    form = await opened(company)
    assert [team.name for team in form.teams] == ["billing", "delivery", "technical support"]
    assert form.stages == ("discover", "buy", "start", "use", "get help", "stay")
    assert (form.text, form.sentiment, form.unreadable) == ("", None, False)


async def test_a_button_opens_it_too(company: Company) -> None:
    assert await company.press(CECILIA, Action.RECORD) == await opened(company)


async def test_a_form_is_recorded_with_all_that_stands_in_it(company: Company) -> None:
    answer = await company.send_form(
        CECILIA,
        await opened(company),
        sentiment="positive",
        text=f"  {PRAISE[0]}\n",
        credits=(BJORN, FRIDA),
        teams=[str(company.team["delivery"])],
        stage="get help",
        customer="Parent of two,\n \u202eUppsala\u202c",
        via=" pho\u200bne ",
        link="https://tickets.example/77",
    )
    assert isinstance(answer, Recorded)
    quote = await company.quote(answer.quote.number)
    bjorn, frida = await company.member(BJORN), await company.member(FRIDA)
    assert quote.text == PRAISE[0]
    assert quote.words.credits == (
        MemberCredit(bjorn.number),
        MemberCredit(frida.number),
        TeamCredit(company.team["delivery"]),
    )
    assert (quote.words.stage, quote.words.customer) == ("get help", "Parent of two, Uppsala")
    assert (quote.words.via, quote.words.link) == ("phone", "https://tickets.example/77")


async def test_the_form_masks_as_the_line_does(company: Company) -> None:
    answer = await company.send_form(
        CECILIA, await opened(company), sentiment="positive", text="Skriv till karin@kund.example, hon är nöjd"
    )
    assert isinstance(answer, Recorded)
    assert len(answer.masked) == 1
    assert answer.quote.text == "Skriv till •••, hon är nöjd"


async def test_the_form_knows_the_same_words_again(company: Company) -> None:
    number = await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    answer = await company.send_form(CECILIA, await opened(company), sentiment="positive", text=PRAISE[0])
    assert isinstance(answer, AlreadyRecorded)
    assert answer.quote.number == number


@pytest.mark.parametrize(
    ("values", "field", "fault"),
    [
        ({"sentiment": ""}, "sentiment", SentimentMissing),
        ({"text": "Bra!"}, "text", QuoteTooShort),
        ({"text": "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉"}, "text", QuoteTooShort),
        ({"customer": "x" * 81}, "customer", CustomerTooLong),
        ({"via": "x" * 41}, "via", ViaTooLong),
        ({"link": "javascript:alert(1)"}, "link", LinkRefused),
        ({"link": "https://x.example/" + "x" * 1000}, "link", LinkRefused),
        ({"credits": (CECILIA,)}, "credits", SelfCredit),
        ({"credits": (BJORN, TICKETBOT)}, "credits", NotCreditable),
        ({"credits": (HANNA_WHO_LEFT,)}, "credits", NotCreditable),
    ],
)
async def test_each_fault_belongs_at_its_field_and_nothing_is_kept(
    company: Company, values: dict[str, FormValue], field: str, fault: type[KundordError]
) -> None:
    right: dict[str, FormValue] = {"sentiment": "positive", "text": PRAISE[0]}
    answer = await company.send_form(CECILIA, await opened(company), **(right | values))
    assert isinstance(answer, Faulty)
    assert {name: type(error) for name, error in answer.faults.items()} == {field: fault}
    assert await company.say(CECILIA, "mine") == MyQuotes((), (), STOCKHOLM)


async def test_a_form_may_be_put_right_and_sent_again(company: Company) -> None:
    form = await opened(company)
    refused = await company.submit(CECILIA, "quote", form.memo, "sent", sentiment="positive", text="Bra!")
    assert isinstance(refused, Faulty)
    accepted = await company.submit(CECILIA, "quote", form.memo, "sent", sentiment="positive", text=PRAISE[0])
    assert isinstance(accepted, Recorded)


async def test_people_of_another_company_send_in_no_form(company: Company) -> None:
    with pytest.raises(NotAllowed):
        await company.submit(PARTNER, "quote", sentiment="positive", text=PRAISE[0])


@pytest.mark.parametrize(("form", "memo"), [("gone", ""), ("quote", "quote|x"), ("schedule", "x"), ("team", "x")])
async def test_a_form_of_an_earlier_day_is_out_of_date(company: Company, form: str, memo: str) -> None:
    with pytest.raises(OutOfDate):
        await company.submit(CECILIA, form, memo, sentiment="positive", text=PRAISE[0])


# From somebody's message ------------------------------------------------------------------------


async def test_a_message_is_saved_with_its_words_and_where_it_stands(company: Company) -> None:
    post = message("m100", thread="m99")
    form = await company.save_message(CECILIA, post, f"Kunden skrev: {PRAISE[1]}")
    assert form.text == f"Kunden skrev: {PRAISE[1]}"
    answer = await company.send_form(CECILIA, form, sentiment="positive", text=PRAISE[1])
    assert isinstance(answer, Recorded)
    assert (await company.quote(answer.quote.number)).words.source == post


@pytest.mark.parametrize("private", [False, True])
async def test_who_saves_what_stands_in_a_private_channel_is_told_that_it_does(company: Company, private: bool) -> None:
    await company.invite(BJORN, private=private)
    form = await company.save_message(CECILIA, message("m100"), PRAISE[1])
    assert form.private == private


ADDRESS = "https://teams.microsoft.com/l/message/19:kunder/1700000000000?teamName=Kundservice"


@pytest.mark.parametrize("private", [False, True])
async def test_a_message_is_saved_with_its_address_where_all_may_read_it(company: Company, private: bool) -> None:
    await company.invite(BJORN, private=private)
    form = await company.save_message(CECILIA, message("m100"), PRAISE[1], link=ADDRESS)
    assert form.link == ("" if private else ADDRESS)


@pytest.mark.parametrize("address", ["slack://channel?id=1", f"https://example.com/{'x' * LINK_MOST}"])
async def test_an_address_that_no_quote_may_carry_is_left_out(company: Company, address: str) -> None:
    form = await company.save_message(CECILIA, message("m100"), PRAISE[1], link=address)
    assert form.link == ""


async def test_nobody_is_credited_by_guess(company: Company) -> None:
    form = await company.save_message(CECILIA, message("m100"), PRAISE[1])
    assert form.people == ()
    assert form.team_numbers == ()
    assert form.sentiment is None


async def test_a_message_that_cannot_be_read_leaves_the_words_to_the_person(company: Company) -> None:
    form = await company.save_message(CECILIA, message("m100"), None)
    assert form.unreadable
    assert form.text == ""


async def test_a_very_long_message_is_cut_to_what_a_quote_may_be(company: Company) -> None:
    """At a word, and its form says so: what matters may have stood at the end."""
    told = "Jag ringde tre gånger om samma faktura. " * 32
    form = await company.save_message(CECILIA, message("m100"), told)
    assert form.cut
    assert 980 < len(form.text) <= 1000
    assert form.text.endswith("…")
    assert told.startswith(form.text[:-1])
    assert told[len(form.text) - 1] == " ", "no word is broken"
    whole = await company.save_message(CECILIA, message("m101"), "x" * 1000)
    assert (whole.text, whole.cut) == ("x" * 1000, False)


async def test_a_prompts_button_asks_the_platform_for_the_words(company: Company) -> None:
    post = message("m100", thread="m99")
    with pytest.raises(NeedsWords) as needed:
        await company.press(CECILIA, Action.DRAFT, f"{post.token}|negative")
    assert (needed.value.message, needed.value.sentiment) == (post, "negative")
    form = await company.save_message(CECILIA, post, CRITICISM[0], needed.value.sentiment)
    assert form.sentiment is Sentiment.NEGATIVE


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("dance", "1"),
        (Action.DRAFT, "nonsense"),
        (Action.DRAFT, "quote|x|negative"),
        (Action.DRAFT, "quote|1|lukewarm"),
        (Action.THANK, "x"),
        (Action.WHY, "yesterday"),
        (Action.ANSWER_PRAISE, "999"),
        (Action.ANSWER_PRAISE, ""),
    ],
)
async def test_a_button_of_an_earlier_day_is_out_of_date(company: Company, action: str, value: str) -> None:
    await company.record(CECILIA, f'+ "{PRAISE[0]}"')
    with pytest.raises(OutOfDate):
        await company.press(CECILIA, action, value)
