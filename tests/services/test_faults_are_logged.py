"""What nobody expected stands in the log, with no words of customers; what was to be expected, in a line."""

import pytest

from adapters.desk import Desk, Turned
from adapters.schedule import Round
from bot.domain.errors import StorageAway
from bot.ports import UnitOfWork
from bot.services import conversation
from bot.speech import Action, Refusal
from tests.builders import CECILIA, KUNDER
from tests.services.company import Company


async def test_a_button_that_cannot_be_read_is_out_of_date_and_logged(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be a fault of ours as well, and the person is told the same."""
    await company.invite(CECILIA)
    desk, occasion = Desk(company.store, company.slack), company.occasion(CECILIA, KUNDER, "press")
    with pytest.raises(Turned) as met:
        await desk.ask(company.workspace, occasion, conversation.press, Action.THANK, "what a customer said")
    speech, _ = desk.excuse(occasion, met.value)
    assert isinstance(speech, Refusal)
    assert isinstance(speech.error, conversation.OutOfDate)
    assert "ValueError during press" in caplog.text
    assert "what a customer said" not in caplog.text


async def test_where_the_database_goes_away_each_that_is_due_is_tried_once(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    home, tried = (await company.store.registry(lambda registry: registry.workspaces()))[0].organisation, []

    def away(_unit: UnitOfWork, *numbers: int) -> None:
        tried.append(numbers)
        raise StorageAway(reason="it does not answer")

    await Round(company.store, lambda _: [(home, 1), (home, 2)], away, together=True).run()
    assert tried == [(1, 2)]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "File" not in caplog.text
