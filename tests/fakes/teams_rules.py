"""What Teams takes from a bot, and what it would take and show wrong: activities and Adaptive Cards 1.5."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.fakes.teams_world import ADAPTIVE, actions, elements

Json = dict[str, Any]

SIZE_MOST = 25 * 1024
"""Bytes: fits under every limit that Microsoft ever documented."""
ELEMENTS = frozenset(
    {
        "TextBlock", "RichTextBlock", "Image", "Media", "ImageSet", "Container", "ColumnSet", "Column", "FactSet",
        "ActionSet", "Table", "TableRow", "TableCell", "TextRun", "Input.Text", "Input.Number", "Input.Date",
        "Input.Time", "Input.Toggle", "Input.ChoiceSet",
    }
)  # fmt: skip  # a list reads better
ACTIONS = frozenset({"Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility"})
PRIMARY_MOST = 6
"""Of more actions in one row Teams shows the first six."""
_AT = re.compile(r"<at>(.*?)</at>")
_FUNCTION = re.compile(r"\{\{\s*(DATE|TIME)\(")


def faults_in_activity(activity: Any) -> list[str]:
    """Empty, if Teams shows it as it was meant."""
    if not isinstance(activity, dict):
        return ["an activity is an object"]
    return list(_activity(activity))


def faults_in_answer(name: str, body: Any) -> list[str]:
    """Of what an invoke was answered with."""
    if not isinstance(body, dict):
        return [f"the answer to {name} is {body!r}"]
    checks = {"adaptiveCard/action": _card_answer, "task/": _task_answer, "composeExtension/": _task_answer}
    return [fault for prefix, check in checks.items() if name.startswith(prefix) for fault in check(body)]


def _activity(activity: Json) -> Iterator[str]:
    if activity.get("type") != "message":
        yield f"type {activity.get('type')!r}"
    text, attachments = activity.get("text") or "", activity.get("attachments") or []
    if not text and not attachments:
        yield "neither text nor attachment"
    if activity.get("textFormat") not in (None, "plain", "markdown", "xml"):
        yield f"textFormat {activity['textFormat']!r}"
    yield from _mentions(text, activity.get("entities") or [], "the text")
    for each in attachments:
        if each.get("contentType") != ADAPTIVE:
            yield f"an attachment of type {each.get('contentType')!r}"
        yield from _card(each.get("content"))
    if attachments and not text and not activity.get("summary"):
        yield "a card without a summary: the notification would say nothing"
    if len(json.dumps(activity, ensure_ascii=False).encode()) > SIZE_MOST:
        yield f"larger than {SIZE_MOST} bytes"


def _mentions(text: str, entities: list[Json], where: str) -> Iterator[str]:
    """A mention is its words and an entity of the same words; one without the other is dead, or shown as a tag."""
    mentions = [each for each in entities if each.get("type") == "mention"]
    named = {each.get("text") for each in mentions}
    for label in _AT.findall(text):
        if f"<at>{label}</at>" not in named:
            yield f"{where} mentions {label!r} without an entity"
    for each in mentions:
        whom = each.get("mentioned") or {}
        if not whom.get("id") or not whom.get("name"):
            yield f"a mention of nobody: {each}"
        if str(each.get("text")) not in text:
            yield f"an entity for {each.get('text')!r}, which {where} does not have"


def _card(card: Any) -> Iterator[str]:
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        yield "no Adaptive Card"
        return
    if card.get("version") != "1.5":
        yield f"version {card.get('version')!r}"
    if not card.get("body"):
        yield "a card without a body"
    if len(json.dumps(card, ensure_ascii=False).encode()) > SIZE_MOST:
        yield f"a card larger than {SIZE_MOST} bytes"
    for element in elements(card):
        yield from _element(element)
    for action in actions(card):
        yield from _action(action)
    yield from _rows(card)
    ids = Counter(each["id"] for each in elements(card) if each.get("id"))
    yield from (f"the id {id!r} twice" for id, count in ids.items() if count > 1)
    yield from _mentions(_all_text(card), (card.get("msteams") or {}).get("entities") or [], "the card")


def _all_text(card: Json) -> str:
    """Where Teams looks for mentions."""
    parsed = [str(each.get("text", "")) for each in elements(card) if each.get("type") == "TextBlock"]
    facts = [str(fact["value"]) for each in elements(card) for fact in each.get("facts", ())]
    return "\n".join(parsed + facts)


def _element(element: Json) -> Iterator[str]:
    kind = element.get("type")
    if kind not in ELEMENTS:
        yield f"an element of type {kind!r}"
        return
    if kind in ("TextBlock", "TextRun"):
        if not isinstance(element.get("text"), str) or not element["text"]:
            yield f"a {kind} without text"
        elif kind == "TextBlock" and _FUNCTION.search(element["text"]):
            yield "a date function in a text"
    if str(kind).startswith("Input."):
        if not element.get("id"):
            yield f"{kind} without an id"
        if element.get("isRequired") and not element.get("errorMessage"):
            yield f"{kind} {element.get('id')} is required and does not say what is wrong"
    if kind == "Input.ChoiceSet" and element.get("choices"):
        yield from _choices(element)


def _choices(element: Json) -> Iterator[str]:
    values = [each.get("value") for each in element["choices"]]
    if len(values) != len(set(values)):
        yield f"choices of {element.get('id')} with the same value"
    if not all(isinstance(each.get("value"), str) and each.get("title") for each in element["choices"]):
        yield f"choices of {element.get('id')} without title or text value"
    chosen = [each for each in str(element.get("value") or "").split(",") if each]
    if not element.get("isMultiSelect"):
        chosen = [str(element["value"])] if element.get("value") else []
    dynamic = bool(element.get("choices.data"))
    if not dynamic and (unknown := [each for each in chosen if each not in values]):
        yield f"{element.get('id')} stands on {unknown}, which is no choice"


def _action(action: Json) -> Iterator[str]:
    kind = action.get("type")
    if kind not in ACTIONS:
        yield f"an action of type {kind!r}"
    if kind == "Action.Execute":
        if not isinstance(action.get("verb"), str) or not action["verb"]:
            yield "Action.Execute without a verb"
        if action.get("fallback") not in (None, "drop") and action["fallback"].get("type") != "Action.Submit":
            yield f"a fallback of type {action['fallback'].get('type')!r}"
    if kind in ("Action.Execute", "Action.Submit") and not isinstance(action.get("data", {}), dict):
        yield "an action's data is no object"
    if kind == "Action.OpenUrl" and not str(action.get("url", "")).startswith(("https://", "http://")):
        yield f"a link to {action.get('url')!r}"


def _rows(card: Json) -> Iterator[str]:
    """Actions side by side."""
    rows = [card.get("actions", ()), *(each.get("actions", ()) for each in elements(card))]
    for row in rows:
        primary = [each for each in row if each.get("mode") != "secondary"]
        if len(primary) > PRIMARY_MOST:
            yield f"{len(primary)} actions in one row, of which Teams shows {PRIMARY_MOST}"
        if any(not each.get("title") for each in row):
            yield "an action without a title"


def _card_answer(body: Json) -> Iterator[str]:
    kind, value = body.get("type"), body.get("value")
    if not isinstance(body.get("statusCode"), int):
        yield f"statusCode {body.get('statusCode')!r}"
    if kind == ADAPTIVE:
        yield from _card(value)
    elif kind == "application/vnd.microsoft.activity.message":
        if not isinstance(value, str) or not value:
            yield f"a message that is {value!r}"
    elif kind == "application/vnd.microsoft.error":
        if not isinstance(value, dict) or not value.get("code") or not value.get("message"):
            yield f"an error that is {value!r}"
    else:
        yield f"an answer of type {kind!r}"


def _task_answer(body: Json) -> Iterator[str]:
    task = body.get("task")
    if task is None:
        if body and not body.get("composeExtension"):
            yield f"neither a dialog nor a result: {body}"
        return
    match task.get("type"):
        case "message":
            if not isinstance(task.get("value"), str) or not task["value"]:
                yield f"a message that is {task.get('value')!r}"
        case "continue":
            value = task.get("value") or {}
            if not value.get("title"):
                yield "a dialog without a title"
            content = (value.get("card") or {}).get("content")
            yield from _card(content)
        case other:
            yield f"a dialog of type {other!r}"
