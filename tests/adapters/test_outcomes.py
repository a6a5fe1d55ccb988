"""What an error on the way means, wherever it happened."""

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from adapters.outcomes import outcome_of
from bot.domain.errors import NotSent, Rejected, Unknown

THERE = ConnectionKey("slack.com", 443, True, True, None, None, None)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (aiohttp.ClientConnectorError(THERE, OSError("refused")), NotSent),
        (aiohttp.ConnectionTimeoutError(), NotSent),
        (aiohttp.ServerFingerprintMismatch(b"a", b"b", "slack.com", 443), Rejected),
        (aiohttp.InvalidURL("slack"), Rejected),
        (aiohttp.ServerDisconnectedError(), Unknown),
        (aiohttp.SocketTimeoutError(), Unknown),
        (ConnectionResetError(), Unknown),
        (TimeoutError(), Unknown),
    ],
)
def test_it_was_surely_not_sent_only_where_nothing_can_have_been_written(
    error: aiohttp.ClientError | OSError, kind: type
) -> None:
    outcome = outcome_of(error)
    assert type(outcome) is kind
    assert outcome.facts == {"reason": type(error).__name__}
