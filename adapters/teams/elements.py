"""The few Adaptive Card elements that everything of ours is made of. All of them are of version 1.5."""

import re
from collections.abc import Sequence

from adapters.payload import Json
from adapters.teams import limits
from adapters.teams.actions import OPENS_DIALOG
from adapters.teams.markup import Markdown, Run, cut, run
from adapters.teams.returned import OURS
from bot.wording.parts import Button, Style

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
CARD = "application/vnd.microsoft.card.adaptive"

_ADDRESS = re.compile(r"https?://[^\s{}|\\^`<>\"]+")
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive"}


def card(body: Sequence[Json], entities: Sequence[Json], fallback: Markdown, *, wide: bool = False) -> Json:
    """The content of an attachment."""
    teams: Json = {}
    if wide:
        teams["width"] = "Full"
    if entities:
        teams["entities"] = list(entities)
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "body": list(body),
        "fallbackText": fallback,
        **({"msteams": teams} if teams else {}),
    }


def attachment(content: Json) -> Json:
    return {"contentType": CARD, "content": content}


# Text -------------------------------------------------------------------------------------------


def text_block(text: Markdown, **how: object) -> Json:
    return {"type": "TextBlock", "text": text, "wrap": True, **how}


def heading(text: Markdown, **how: object) -> Json:
    """A heading to screen readers too."""
    return text_block(text, style="heading", size="Medium", weight="Bolder", **how)


def rich_text(runs: Sequence[Json], **how: object) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **how}


def text_run(text: Run, **how: object) -> Json:
    return {"type": "TextRun", "text": text, **how}


def link_run(text: Run, url: str, **how: object) -> Json:
    """``url`` where Teams takes it for one; a card with another address in it is refused as a whole."""
    if not _ADDRESS.fullmatch(url):
        return text_run(text, **how)
    return text_run(
        text, **{**how, "color": "Accent", "underline": True, "selectAction": {"type": "Action.OpenUrl", "url": url}}
    )


def address(url: str) -> str | None:
    """An address within Markdown: what Markdown would take for its own is spelled out. None: no address."""
    if not _ADDRESS.fullmatch(url):
        return None
    return "".join(f"%{ord(char):02X}" if char in "()[]_*~'" else char for char in url)


# Buttons ----------------------------------------------------------------------------------------


def action_set(actions: Sequence[Json], **how: object) -> Json:
    return {"type": "ActionSet", "actions": list(actions), **how}


def button(pressed: Button, *, in_dialog: bool, folded: bool = False) -> Json:
    """``folded``: behind the three dots. What has a question to ask unfolds it, and asks below."""
    how: Json = {"title": run(cut(pressed.label, limits.BUTTON))}
    if folded:
        how["mode"] = "secondary"
    if pressed.confirm:
        asked = _asked(pressed, in_dialog=in_dialog)
        return {"type": "Action.ShowCard", **how, "card": asked}
    if pressed.style is not Style.PLAIN:
        how["style"] = _STYLES[pressed.style]
    return _acting(pressed, how, in_dialog=in_dialog)


def _asked(pressed: Button, *, in_dialog: bool) -> Json:
    """The question, with a button that does it. The red of a dangerous button waits here."""
    question = rich_text([text_run(run(cut(pressed.confirm or "", limits.LABEL)))])
    style = _STYLES.get(pressed.style, "default")
    how: Json = {"title": run(cut(pressed.label, limits.BUTTON)), "style": style}
    return {"type": "AdaptiveCard", "body": [question], "actions": [_acting(pressed, how, in_dialog=in_dialog)]}


def _acting(pressed: Button, how: Json, *, in_dialog: bool) -> Json:
    """A dialog takes nothing but ``Action.Submit``, and nothing else opens one."""
    action = pressed.action.value
    ours: Json = {OURS: {"action": action, "value": pressed.value[: limits.BUTTON_VALUE]}}
    if in_dialog:
        return {"type": "Action.Submit", **how, "data": ours}
    if pressed.action in OPENS_DIALOG:
        return {"type": "Action.Submit", **how, "data": {"msteams": {"type": "task/fetch"}, **ours}}
    plain = {"type": "Action.Submit", **how, "data": ours}
    return {"type": "Action.Execute", **how, "verb": action, "data": ours, "fallback": plain}
