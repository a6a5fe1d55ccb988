"""Which buttons open a dialog: proved by pressing every one of them in a company at work."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.teams.actions import ASKS, TELLS, opener
from bot.domain.errors import Unknown
from bot.domain.refs import MemberRef
from bot.domain.steps import Step
from bot.services.conversation import NeedsWords
from bot.speech import Action, Answer, AskSentiment, FormSpeech, InDoubt
from bot.wording import form, words
from storage import migrate
from tests.builders import ASTRID, BJORN, CECILIA, CRITICISM, EIRIK, FRIDA, KUNDER, SIRI_OF_TEAMS, TEAMS
from tests.services.company import Company
from tests.services.conftest import company_on, found
from tests.wording.samples import ALL_FORMS, named


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('company') / 'kundord.db'}"
    migrate(url)
    found(url)
    return url


@pytest.fixture
async def company(database: str) -> AsyncIterator[Company]:
    async with company_on(database) as working:
        yield working


class Presses:
    """Presses buttons, and remembers what each action was answered with."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.forms: set[Action] = set()
        self.messages: set[Action] = set()

    async def __call__(
        self, who: MemberRef, action: Action, value: object = "", where: Company | None = None
    ) -> Answer | None:
        try:
            answer = await (where or self.company).press(who, action, value)
        except NeedsWords:
            # The words stand on the platform; once they are read, the form opens.
            self.forms.add(action)
            return None
        (self.forms if isinstance(answer, FormSpeech) else self.messages).add(action)
        return answer


async def test_every_action_opens_a_dialog_or_does_not_as_the_list_says(company: Company) -> None:
    press = Presses(company)
    await _quotes(company, press)
    await _a_case(company, press)
    await _linked(company, press)
    assert press.forms | press.messages == {*Action}
    assert press.forms & press.messages == set()
    assert press.forms == ASKS
    assert press.messages >= TELLS


async def _quotes(company: Company, press: Presses) -> None:
    await company.invite(ASTRID)
    praise = await company.record(CECILIA, '+ "She stayed on the line until it worked" @eirik')
    await press(FRIDA, Action.THANK, praise)
    await press(CECILIA, Action.CORRECT, praise)
    await press(CECILIA, Action.UNDO, praise)
    for action in (Action.RECORD, Action.HELP, Action.SETTINGS):
        await press(CECILIA, action)
    await press(ASTRID, Action.MORE, "channels|0")
    channel = await company.channel(KUNDER)
    await press(ASTRID, Action.SCHEDULE, channel.number)
    await press(ASTRID, Action.TEAM)
    await press(ASTRID, Action.TEAM, company.team["billing"])
    for action in (Action.ANSWER_PRAISE, Action.ANSWER_CRITICISM):
        asked = await company.say(CECILIA, f'"They called back the same day, {action}" @eirik')
        assert isinstance(asked, AskSentiment)
        await press(CECILIA, action, asked.draft)
    await press(CECILIA, Action.WITHDRAW, praise + 2)
    await press(CECILIA, Action.DRAFT, "C0|1.2||")
    await press(CECILIA, Action.DRAFT, f"quote|{praise + 1}|negative")
    await _featured(company, press)


async def _featured(company: Company, press: Presses) -> None:
    await company.later(days=1, hours=2)
    await press(CECILIA, Action.WHY, company.features(KUNDER)[-1].local_date)
    company.slack.reads_back = False
    company.slack.fail(Unknown("timeout"), concerns=lambda letter: letter.to == KUNDER and not letter.replaces)
    await company.later(days=1)
    [told] = [each for each in company.standing(ASTRID) if isinstance(each, InDoubt)]
    await press(ASTRID, Action.POST_AGAIN, told.id)


async def _a_case(company: Company, press: Presses) -> None:
    other = await company.record(CECILIA, f'- "{CRITICISM[1]}" @bjorn')
    await press(FRIDA, Action.NO_BIG_DEAL, other)
    await press(EIRIK, Action.WORLD, other)
    await press(EIRIK, Action.SAY_WHY, 1)
    await press(EIRIK, Action.UNDO_CASE, 1)
    number = await _claimed(company, press)
    for action in (Action.SHOW_CASE, Action.STEPS, Action.HISTORY, Action.FOLLOW, Action.SNOOZE):
        await press(EIRIK, action, number)
    for action in (Action.HAND_OVER, Action.RESOLVE):
        await press(EIRIK, action, number)
    await press(BJORN, Action.ADD_CONTEXT, other)
    for step in Step:
        await press(EIRIK, Action.STEP, f"{number}|{step}")
    await company.submit(EIRIK, "hand-over", str(number), to=(FRIDA,), words="")
    await press(FRIDA, Action.DECLINE, number)
    await press(FRIDA, Action.ACCEPT, number)
    await press(FRIDA, Action.RELEASE, number)
    await press(EIRIK, Action.CLAIM, number)
    await company.submit(EIRIK, "resolve", str(number), learning="We ask twice.", possible="yes", loop="Called her.")
    await press(EIRIK, Action.STORY, number)
    await press(EIRIK, Action.REOPEN, number)
    await press(EIRIK, Action.CUSTOMER_ANSWER, other)


async def _linked(company: Company, press: Presses) -> None:
    there = company.beside(TEAMS)
    await there.install(TEAMS, "Furulid Teams")
    await press(SIRI_OF_TEAMS, Action.LINK_NO, await _offered(company, there), there)
    offered = await _offered(company, there)
    await press(SIRI_OF_TEAMS, Action.LINK_YES, offered, there)
    await company.tick()
    await press(ASTRID, Action.LINK_YES, offered)
    await company.tick()
    await press(ASTRID, Action.UNLINK)


async def _offered(company: Company, there: Company) -> str:
    made: Any = await company.say(ASTRID, "link")
    plan: Any = await there.say(SIRI_OF_TEAMS, f"link {made.code}", None)
    return str(plan.link)


async def _claimed(company: Company, press: Presses) -> int:
    quote = await company.record(CECILIA, f'- "{CRITICISM[0]}" @bjorn')
    opened: Any = await press(FRIDA, Action.WORLD, quote)
    number = int(opened.case.number)
    await press(EIRIK, Action.CLOSE, number)
    await press(EIRIK, Action.CLAIM, number)
    return number


@pytest.mark.parametrize("speech", ALL_FORMS, ids=named)
def test_every_form_can_be_opened_once_more(speech: Any) -> None:
    """With what is wrong in it, for which it has to be drawn again."""
    worded = form(speech, words("en"))
    action, value = opener(worded.form, worded.memo)
    assert action in ASKS
    assert value in ("", worded.memo, *worded.memo.split("|"))


@pytest.mark.parametrize(("name", "memo"), [("gnu", ""), ("sentence", "gnu|1")])
def test_a_form_that_is_none_of_ours_has_no_opener(name: str, memo: str) -> None:
    with pytest.raises(ValueError, match="gnu"):
        opener(name, memo)
