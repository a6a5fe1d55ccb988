"""Every way from a customer's words in Slack to a recorded quote, and what each surface shows of hostile words."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.process import Kundord, slack_bot
from tests.fakes.slack_client import Answer, Slack, SlackUser
from tests.fakes.slack_world import Channel

WORDS = "She stayed on the line until it worked"


@pytest.fixture
def care(slack: Slack, anna: SlackUser, bo: SlackUser) -> Channel:
    return slack.channel("customer-care", anna, bo)


# The form ---------------------------------------------------------------------------------------


async def test_the_form_takes_a_quote_and_shows_what_was_masked(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    opened = await anna.types("/quote", care)
    assert opened.form.shows("What the customer said", "Who earned it")
    sent = await anna.submits(
        opened,
        sentiment="positive",
        text=f"{WORDS}. Call me at +46 70 123 45 67 or lisa@example.com!",
        credits=[bo],
        stage="use",
        customer="Parent of two, Uppsala",
        via="Phone",
    )
    assert not sent.errors
    answer = await anna.sees("Recorded.", "phone number", "e-mail address")
    assert "lisa@example.com" not in slack.all_words()
    assert "123 45 67" not in slack.all_words()
    assert answer.to == anna.id or answer.channel == anna.chat.id, "a confirmation is for one person"
    await bo.sees("A customer said this about you:", WORDS)
    assert (await anna.types("/quote mine", care)).shows(WORDS)


async def test_a_fault_stands_at_its_field_and_nothing_is_kept(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    opened = await anna.types("/quote", care)
    for fault, field, label in (
        ({"text": "@bo 🎉🎉🎉🎉 Great!!! 🎉🎉🎉", "sentiment": "positive"}, "text", "what the customer said"),
        ({"text": WORDS, "sentiment": "positive", "link": "javascript:alert(1)"}, "link", "link to the source"),
        ({"text": WORDS, "sentiment": "positive", "credits": [anna]}, "credits", "who earned it"),
    ):
        refused = await anna.submits(opened, **fault)
        assert len(refused.errors) == 1, refused
        block = next(each for each in opened.form.blocks if each["block_id"] in refused.errors)
        assert block["label"]["text"].casefold() == label, f"{field}: {refused.errors}"
    assert not (await anna.types("/quote mine", care)).shows(WORDS)
    accepted = await anna.submits(opened, text=WORDS, sentiment="positive")
    assert not accepted.errors
    await anna.sees("Recorded.")


async def test_a_form_sent_in_twice_is_one_quote(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    opened = await anna.types("/quote", care)
    await anna.submits(opened, text=WORDS, sentiment="positive", credits=[bo])
    assert (await slack.replay()).status == 200
    await bo.sees("A customer said this about you:")
    await asyncio.sleep(2)
    assert len(slack.told(bo.user)) == 1


async def test_a_bot_cannot_earn_a_quote(slack: Slack, bot: Kundord, anna: SlackUser, care: Channel) -> None:
    robot = slack.user("Robot", bot=True)
    refused = await anna.submits(await anna.types("/quote", care), text=WORDS, sentiment="positive", credits=[robot])
    assert len(refused.errors) == 1


async def test_the_schedule_is_changed_in_its_form(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    opened = await anna.types("/quote schedule", care)
    saved = await anna.submits(opened, time="10:30", timezone="Oslo", language="nb")
    assert not saved.errors
    listed = await bot.must("channel", "list", "--json")
    assert "10:30" in listed
    assert "Europe/Oslo" in listed
    assert not (await bo.types("/quote schedule", care)).shows("Save"), "only who may"


async def test_the_settings_let_a_person_go_unnamed(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    opened = await bo.types("/quote settings", care)
    sent = await bo.submits(opened, named=[])
    assert not sent.errors
    answer = await anna.types(f'/quote + "{WORDS}" @bo', care)
    await bot.makes_due(care.id)
    card = await anna.sees("Quote of the day", WORDS)
    assert card.shows("a colleague")
    for shown in (answer.shown[-1], card):
        assert not shown.shows("Bo Ek")
        assert bo.id not in str(shown.blocks) + shown.notification


# From a message ---------------------------------------------------------------------------------


async def test_a_message_becomes_a_quote_by_its_shortcut(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    message = bo.writes(f'The customer said: "{WORDS}" & <thanks> to @anna, see https://example.com/a', care)
    manifest = await _callbacks(bot)
    opened = await anna.message_action(manifest["message"], message)
    assert opened.form.shows(WORDS, "& <thanks>")
    assert "&amp;" not in opened.form.text
    sent = await anna.submits(opened, sentiment="positive", credits=[bo])
    assert not sent.errors
    told = await bo.sees("A customer said this about you:", WORDS)
    assert f"/archives/{care.id}/p{message.ts.replace('.', '')}" in str(told.blocks), "the message, one tap away"


@pytest.mark.parametrize("trouble", ["hang", "ok_false:channel_not_found", "429:30"])
async def test_a_message_whose_address_is_not_to_be_had_becomes_a_quote_too(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel, trouble: str
) -> None:
    slack.next("chat.getPermalink", trouble)
    opened = await anna.message_action((await _callbacks(bot))["message"], bo.writes(WORDS, care))
    assert opened.form.shows(WORDS)
    assert not (await anna.submits(opened, sentiment="positive", credits=[bo])).errors
    told = await bo.sees("A customer said this about you:", WORDS)
    assert "/archives/" not in str(told.blocks)


async def test_words_from_a_private_channel_are_recorded_by_who_was_told_that_all_may_read_them(
    slack: Slack, bot: Kundord, anna: SlackUser, care: Channel
) -> None:
    shortcut = (await _callbacks(bot))["message"]
    council = slack.channel("works-council", anna, private=True, with_bot=False)
    for channel, private in ((council, True), (care, False)):
        opened = await anna.message_action(shortcut, anna.writes(WORDS, channel))
        assert opened.form.shows("from a private place") is private
        assert ("/archives/" in str(opened.form.blocks)) is not private


async def test_the_global_shortcut_opens_an_empty_form(slack: Slack, bot: Kundord, anna: SlackUser) -> None:
    opened = await anna.shortcut((await _callbacks(bot))["global"])
    assert opened.form.shows("What the customer said")
    sent = await anna.submits(opened, text=WORDS, sentiment="negative")
    assert not sent.errors
    await anna.sees("Recorded as criticism.")


async def test_an_emoji_on_a_message_asks_privately_then_opens_the_form_with_its_words(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    message = bo.writes(f"They told me: {WORDS} <3", care)
    assert (await anna.reacts("speech_balloon", to=message)).status == 200
    prompt = await anna.sees("Did a customer say this?")
    assert prompt.to == anna.id
    await anna.reacts("speech_balloon", to=message, removing=True)
    await anna.reacts("speech_balloon", to=message)
    opened = await anna.presses("Record it", on=prompt)
    assert opened.form.shows(WORDS, "<3")
    assert not (await anna.submits(opened, sentiment="positive", credits=[bo])).errors
    told = await bo.sees("A customer said this about you:", WORDS)
    assert f"/archives/{care.id}/" in str(told.blocks), "the message, one tap away"
    await asyncio.sleep(2)
    assert len([each for each in slack.whispers(anna.user) if each.shows("Did a customer say this?")]) == 1


async def test_an_emoji_in_a_thread_reads_the_right_message(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    parent = bo.writes("Long morning, everybody. What did you hear today?", care)
    answer = bo.writes(f"A caller said: {WORDS}", care, thread=parent.ts)
    await anna.reacts("speech_balloon", to=answer)
    prompt = await anna.sees("Did a customer say this?")
    opened = await anna.presses("Record it", on=prompt)
    assert opened.form.shows(WORDS)
    assert not opened.form.shows("Long morning")


async def test_the_end_of_the_world_on_praise_is_proposed_not_done(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    message = bo.writes("Third call today, and still nobody knows my case", care)
    await anna.reacts("earth_africa", to=message)
    prompt = await anna.sees("The end of the world?")
    opened = await anna.presses("Record the criticism", on=prompt)
    assert not (await anna.submits(opened)).errors
    await anna.sees("Case 1 is open.")


async def test_an_emoji_that_means_nothing_to_us_does_nothing(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    message = bo.writes("Lunch at twelve, who is coming along today?", care)
    await anna.reacts("fork_and_knife", to=message)
    await bot.quiet()
    assert not slack.whispers(anna.user)
    assert not slack.calls("conversations.history"), "reads only what somebody acted on"


async def test_an_unreadable_message_still_opens_the_form(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    message = bo.writes(WORDS, care)
    await anna.reacts("speech_balloon", to=message)
    prompt = await anna.sees("Did a customer say this?")
    message.deleted = True
    opened = await anna.presses("Record it", on=prompt)
    assert opened.form.shows("couldn’t be read")


# Home, sockets ----------------------------------------------------------------------------------


async def test_home_shows_ones_own_and_what_one_may_change(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    await anna.types(f'/quote + "{WORDS}" @bo', care)
    assert (await bo.opens_home()).delivery.status == 200
    assert (await _home(bo)).shows("Said about you", WORDS)
    assert (await anna.opens_home()).delivery.status == 200
    home = await _home(anna)
    assert home.shows("Written down by you", WORDS, "customer-care")
    opened = await anna.presses("Record a quote", on=home.shown[0])
    assert opened.form.shows("What the customer said")
    team = await anna.presses("New team", on=home.shown[0])
    assert not (await anna.submits(team, name="Billing", members=[bo])).errors
    said = await anna.types('/quote + "They fixed my invoice in an hour" @@billing', care)
    assert said.shows("Recorded.")
    await bo.sees("about your team, Billing", "They fixed my invoice")


async def _home(who: SlackUser) -> Answer:
    answer = await who.opens_home()
    return Answer(answer.delivery, (who.home,))


async def test_socket_mode_goes_the_same_way(
    slack: Slack, anna: SlackUser, bo: SlackUser, care: Channel, tmp_path: Path, sqlite_url: str
) -> None:
    async with slack_bot(slack, tmp_path, sqlite_url, socket_mode=True) as bot:
        await slack.connected()
        recorded = await anna.types(f'/quote + "{WORDS}" @bo', care)
        assert recorded.shows("Recorded.")
        told = await bo.sees("A customer said this about you:", WORDS)
        assert (await bo.presses("Thank them", on=told)).shows("gets your thanks")
        opened = await anna.types("/quote", care)
        refused = await anna.submits(opened, text="@bo 🎉🎉🎉🎉 Great!!! 🎉🎉🎉", sentiment="positive")
        assert len(refused.errors) == 1
        message = bo.writes("They said that it was the best call of the year", care)
        await anna.reacts("speech_balloon", to=message)
        await anna.sees("Did a customer say this?")
        assert (await anna.says("hi")).shows("Hello.")
        assert await bot.stop() == 0
        assert "Traceback" not in bot.log


# Hostile words ----------------------------------------------------------------------------------

HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S0123456>",
    "<@U0001ANNA>",
    "<#C0001CARE>",
    "<https://evil.example|our-bank.no>",
    "<mailto:sales@evil.example|call us>",
    "&lt;!channel&gt;",
    "*bold* _it_ ~gone~ `code`",
    "[x](javascript:alert)",
    "\u202egnp.exe",
    ":tada:",
    "<script>alert(1)</script>",
    "%s {count} {{7*7}}",
    "\u0000end",
)


async def test_hostile_words_are_only_words_on_every_surface(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser, care: Channel
) -> None:
    await anna.invites_bot(care)
    for number, hostile in enumerate(HOSTILE, start=1):
        words = f"The customer wrote {hostile} and was glad"
        await _say_everywhere(words, hostile, anna, bo, care)
        told = await bo.sees("A customer said this about you:", "and was glad", count=number)
        await bo.presses("Thank them", on=told)
        prompt = await anna.sees("Did a customer say this?", count=number)
        assert (await anna.presses("Record it", on=prompt)).form.shows("and was glad")
    everything = " ".join(HOSTILE)
    opened = await anna.types("/quote", care)
    sent = await anna.submits(opened, text=everything, sentiment="positive", credits=[bo], customer=HOSTILE[0])
    assert not sent.errors
    await bot.makes_due(care.id)
    card = await anna.sees("Quote of the day", "javascript")
    for hostile in ("<!channel>", "<!here|here>", "&lt;!channel&gt;", "{{7*7}}", "<script>alert(1)</script>"):
        assert card.shows(hostile), f"what a customer wrote is what is read: {card}"
        assert hostile in card.announcement
    for shown in slack.world.shown:
        if shown.author not in (anna.id, bo.id):
            assert not shown.calls_everybody, shown
            assert not any("evil" in each for each in shown.live), shown
            assert not any(each.startswith("@U0001ANNA") for each in shown.live), shown
    assert "Traceback" not in bot.log


async def _say_everywhere(words: str, hostile: str, anna: SlackUser, bo: SlackUser, care: Channel) -> None:
    """By every way in, so that it comes out on every surface but the card of the day."""
    opened = await anna.types("/quote", care)
    sent = await anna.submits(opened, text=words, sentiment="positive", credits=[bo], customer=f"Mr {hostile}"[:80])
    assert not sent.errors, sent
    message = bo.writes(words, care)
    await anna.reacts("speech_balloon", to=message)
    for line in ("mine", f"search {hostile}", hostile, f'+ "{words}" @nobody{hostile}', f'"{words}" from "{hostile}"'):
        assert (await anna.types(f"/quote {line}", care)).text, line
        assert (await anna.types(f"/quote {line}", care, escaped=False)).text, line
    assert (await anna.says(f'@kundord - "{words} {words}"', care)).text
    await anna.opens_home()


async def _callbacks(bot: Kundord) -> dict[str, str]:
    """The shortcuts' ids by their type, as the manifest gives them to Slack."""
    import json

    manifest = json.loads(await bot.must("manifest", "slack", "--socket-mode"))
    return {each["type"]: each["callback_id"] for each in manifest["features"]["shortcuts"]}
