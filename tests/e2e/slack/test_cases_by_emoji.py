"""The end of the world by an emoji on somebody's message: in a thread, in a private channel, alone with the bot."""

from tests.e2e.process import Kundord, eventually
from tests.fakes.slack_client import Slack, SlackUser

WORDS = "Third call today, and still nobody knows my case"


async def test_in_a_private_channels_thread_it_asks_there_and_the_case_stays_there(
    slack: Slack, bot: Kundord, anna: SlackUser, bo: SlackUser
) -> None:
    care = slack.channel("customer-care", anna, bo, with_bot=False)
    board = slack.channel("board", anna, bo, private=True, with_bot=False)
    for channel in (care, board):
        await anna.invites_bot(channel)
        await anna.sees("Kundord is now in", channel.name)
    parent = bo.writes("What did you hear today?", board)
    said = bo.writes(WORDS, board, thread=parent.ts)
    # By another name than the one on the list, and by one that is on it: the same wish.
    for emoji in ("earth_americas", "globe_with_meridians"):
        assert (await anna.reacts(emoji, to=said)).status == 200
    prompt = await anna.sees("The end of the world?")
    assert (prompt.kind, prompt.to, prompt.channel) == ("ephemeral", anna.id, board.id)
    form = await anna.presses("Record the criticism", on=prompt)
    assert form.form.shows(WORDS, "Why it is the end of the world")
    opened = await anna.submits(form, because="She is our oldest customer.")
    assert opened.shows("Case 1 is open.")
    await eventually(lambda: any(each.shows("Case 1", WORDS, "our oldest") for each in slack.posts(board)))
    assert not [each for each in slack.posts(care) if each.shows(WORDS)]
    assert len([each for each in slack.whispers(anna.user) if each.shows("The end of the world?")]) == 1


async def test_alone_with_the_bot_it_asks_there_as_well(slack: Slack, bot: Kundord, anna: SlackUser) -> None:
    care = slack.channel("customer-care", anna, with_bot=False)
    await anna.invites_bot(care)
    await anna.sees("Kundord is now in")
    said = anna.writes(WORDS, anna.chat)
    assert (await anna.reacts("rotating_light", to=said)).status == 200
    prompt = await anna.sees("The end of the world?")
    assert prompt.channel == anna.chat.id
    form = await anna.presses("Record the criticism", on=prompt)
    assert form.form.shows(WORDS)
    assert (await anna.submits(form)).shows("Case 1 is open.")
