"""What Teams sends, on the wire: whole HTTP requests under one token, each with an id of its own."""

import itertools
import json
import time
from dataclasses import dataclass

from tests.benchmarks.sidebyside import Requests

WHO = {"id": "29:1recorder", "name": "Rune Rask", "aadObjectId": "aaaaaaaa-0000-4000-8000-00000000be4c"}
CHAT = "a:1chat"

_numbers = itertools.count(time.time_ns() // 1_000_000)


@dataclass(frozen=True, slots=True)
class Tenant:
    """Where it comes from: ``bot`` is our id there, ``service`` what is to be answered at."""

    id: str
    bot: str
    service: str
    token: str = ""

    def messages(self, text: str) -> Requests:
        """The same line in a 1:1 chat, again and again."""
        return lambda count: [self._message(next(_numbers), text) for _ in range(count)]

    def _message(self, number: int, text: str) -> bytes:
        activity = {
            "type": "message",
            "id": str(number),
            "timestamp": "2026-11-02T08:00:00.000Z",
            "localTimezone": "Europe/Stockholm",
            "channelId": "msteams",
            "serviceUrl": self.service,
            "from": WHO,
            "conversation": {"conversationType": "personal", "id": CHAT, "tenantId": self.id},
            "recipient": {"id": self.bot, "name": "Kundord"},
            "text": text,
            "textFormat": "plain",
            "locale": "en-GB",
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
            "channelData": {"tenant": {"id": self.id}},
        }
        return _wire(json.dumps(activity).encode(), self.token)


def _wire(body: bytes, token: str) -> bytes:
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        "POST /api/messages HTTP/1.1\r\n"
        "Host: 127.0.0.1\r\n"
        "User-Agent: Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)\r\n"
        "Accept: */*\r\n"
        f"{authorization}"
        f"Content-Length: {len(body)}\r\n"
        "Content-Type: application/json; charset=utf-8\r\n"
        "\r\n"
    )
    return head.encode() + body
