"""What Slack refuses in Block Kit: the lengths slack_sdk knows, and those it does not.

Nothing here is taken from the renderer: a test that fed our own limits back to us would prove nothing.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
ALL_TEXT = 13_200
VIEW_BYTES = 250_000

INPUTS = {
    "plain_text_input", "email_text_input", "url_text_input", "number_text_input", "rich_text_input", "file_input",
    "datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons", "static_select", "users_select",
    "external_select", "conversations_select", "channels_select", "multi_static_select", "multi_users_select",
    "multi_external_select", "multi_conversations_select", "multi_channels_select",
}  # fmt: skip  # a table reads better
BUTTONS = {"button", "overflow", "workflow_button"}
IN_ACTIONS = (INPUTS | BUTTONS) - {
    "plain_text_input", "email_text_input", "url_text_input", "number_text_input", "file_input",
}  # fmt: skip
ONLY_IN = {"markdown": {"message"}, "input": {"message", "modal", "home"}}

# What else may stand beside ``type`` and ``block_id``; Slack refuses a key it does not know.
BLOCK_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text", "level"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "rich_text": {"elements"},
    "markdown": {"text"},
    "video": {"video_url", "thumbnail_url", "alt_text", "title", "title_url", "description", "provider_name"},
}

OPTIONS = {"static_select": 100, "multi_static_select": 100, "overflow": 5, "checkboxes": 10, "radio_buttons": 10}


class Where(NamedTuple):
    """A place in what was sent, as a JSON pointer."""

    pointer: str

    def __truediv__(self, part: str | int) -> "Where":
        return Where(f"{self.pointer}/{part}")

    def wrong(self, what: str) -> str:
        return f"[ERROR] {what} [json-pointer:{self.pointer}]"


def faults_in_message(blocks: object) -> list[str]:
    return [*_blocks(blocks, "message")]


def faults_in_view(view: object) -> list[str]:
    """A modal or a home page."""
    if not isinstance(view, dict):
        return [Where("").wrong("must be an object")]
    if view.get("type") not in ("modal", "home"):
        return [Where("/view/type").wrong("unsupported type")]
    return [*_view(view), *_blocks(view.get("blocks"), view["type"]), *_as_the_sdk_sees(View, view)]


def _view(view: Json) -> Iterator[str]:
    here, modal = Where("/view"), view["type"] == "modal"
    own = {"title", "submit", "close", "clear_on_close", "notify_on_close", "submit_disabled"} if modal else set()
    known = {"type", "blocks", "private_metadata", "callback_id", "external_id"} | own
    yield from _unknown(view, known, here)
    for part in ("title", "submit", "close"):
        if part in view:
            yield from _text(view[part], here / part, 24, plain=True)
    if modal and "title" not in view:
        yield here.wrong("missing required field: title")
    yield from _length(view.get("private_metadata", ""), here / "private_metadata", 3000, least=0)
    for part in ("callback_id", "external_id"):
        yield from _length(view.get(part, ""), here / part, 255, least=0)
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(isinstance(each, dict) and each.get("type") == "input" for each in blocks)
    if modal and asks and "submit" not in view:
        yield here.wrong("submit is required when an input block is in the blocks array")
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield here.wrong("view_too_large")


def _blocks(blocks: object, surface: str) -> Iterator[str]:
    here = Where("/blocks") if surface == "message" else Where("/view/blocks")
    if not isinstance(blocks, list):
        yield here.wrong("must be an array")
        return
    if not blocks and surface == "modal":
        yield here.wrong("no fewer than 1 items allowed")
    if len(blocks) > BLOCKS[surface]:
        yield here.wrong(f"no more than {BLOCKS[surface]} items allowed")
    for number, block in enumerate(blocks):
        yield from _block(block, here / number, surface)
    ids = [each["block_id"] for each in blocks if isinstance(each, dict) and each.get("block_id")]
    yield from _twice(ids, here, "block_id")
    focused = [each for each in _walk(blocks) if each.get("focus_on_load")]
    if len(focused) > 1:
        yield here.wrong("only one element may have focus_on_load")


def _block(block: object, here: Where, surface: str) -> Iterator[str]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or kind not in BLOCK_KEYS:
        yield (here / "type").wrong(f"unsupported type: {kind}")
        return
    if surface not in ONLY_IN.get(kind, {surface}):
        yield (here / "type").wrong(f"{kind} is not allowed in a {surface}")
    yield from _unknown(block, BLOCK_KEYS[kind] | {"type", "block_id"}, here)
    yield from _length(block.get("block_id", "x"), here / "block_id", 255)
    if rule := _BLOCK_RULES.get(kind):
        yield from rule(block, here)
    yield from _as_the_sdk_sees(Block, block)


def _section(block: Json, here: Where) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield here.wrong("missing required field: text or fields")
    if "text" in block:
        yield from _text(block["text"], here / "text", 3000)
    if "fields" in block:
        yield from _count(block["fields"], here / "fields", 10)
        for number, each in enumerate(block["fields"]):
            yield from _text(each, here / "fields" / number, 2000)
    if "accessory" in block:
        allowed = (IN_ACTIONS | {"image"}) - {"rich_text_input"}
        yield from _element(block["accessory"], here / "accessory", allowed)


def _context(block: Json, here: Where) -> Iterator[str]:
    yield from _count(block.get("elements"), here / "elements", 10)
    for number, each in enumerate(block.get("elements") or ()):
        at = here / "elements" / number
        if each.get("type") == "image":
            yield from _image(each, at)
        else:
            yield from _text(each, at, 2000)


def _actions(block: Json, here: Where) -> Iterator[str]:
    elements = block.get("elements") or []
    yield from _count(elements, here / "elements", 25)
    for number, each in enumerate(elements):
        yield from _element(each, here / "elements" / number, IN_ACTIONS)
    yield from _twice([each["action_id"] for each in elements if each.get("action_id")], here, "action_id")


def _input(block: Json, here: Where) -> Iterator[str]:
    yield from _text(block.get("label"), here / "label", 2000, plain=True)
    if "hint" in block:
        yield from _text(block["hint"], here / "hint", 2000, plain=True)
    yield from _element(block.get("element"), here / "element", INPUTS)


def _image(block: Json, here: Where) -> Iterator[str]:
    yield from _length(block.get("alt_text"), here / "alt_text", 2000)
    if not block.get("image_url") and not block.get("slack_file"):
        yield here.wrong("missing required field: image_url")


def _rich_text(block: Json, here: Where) -> Iterator[str]:
    if not block.get("elements"):
        yield (here / "elements").wrong("no fewer than 1 items allowed")
    for number, each in enumerate(block.get("elements") or ()):
        yield from _rich(each, here / "elements" / number)


_BLOCK_RULES: dict[str, Callable[[Json, Where], Iterable[str]]] = {
    "section": _section,
    "header": lambda block, here: _text(block.get("text"), here / "text", 150, plain=True),
    "context": _context,
    "actions": _actions,
    "input": _input,
    "image": _image,
    "rich_text": _rich_text,
    "markdown": lambda block, here: _length(block.get("text"), here / "text", 12_000),
}

_RICH_GROUPS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_RICH_LEAVES = {
    "text": "text", "link": "url", "user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id",
    "emoji": "name", "broadcast": "range", "date": "timestamp", "color": "value", "team": "team_id",
}  # fmt: skip


def _rich(element: Json, here: Where) -> Iterator[str]:
    kind = element.get("type", "")
    if kind in _RICH_GROUPS:
        for number, each in enumerate(element.get("elements") or ()):
            yield from _rich(each, here / "elements" / number)
    elif kind not in _RICH_LEAVES:
        yield (here / "type").wrong(f"unsupported type: {kind}")
    elif not element.get(_RICH_LEAVES[kind]):
        yield (here / _RICH_LEAVES[kind]).wrong("must be more than 0 characters")
    if not set(element.get("style") or ()) <= {"bold", "italic", "strike", "code", "underline"} and isinstance(
        element.get("style"), dict
    ):
        yield (here / "style").wrong("unknown style")


def _element(element: object, here: Where, allowed: set[str]) -> Iterator[str]:
    if not isinstance(element, dict) or element.get("type") not in allowed:
        yield here.wrong(f"unsupported element: {element.get('type') if isinstance(element, dict) else element}")
        return
    kind = element["type"]
    if kind == "image":
        yield from _image(element, here)
        return
    yield from _length(element.get("action_id", "x"), here / "action_id", 255)
    if "placeholder" in element:
        yield from _text(element["placeholder"], here / "placeholder", 150, plain=True)
    if "confirm" in element:
        yield from _confirm(element["confirm"], here / "confirm")
    if kind == "button":
        yield from _button(element, here)
    elif kind in OPTIONS:
        if kind == "overflow":
            yield from _unknown(element, {"type", "action_id", "options", "confirm"}, here)
        yield from _options(element, here)
    else:
        yield from _typed(element, here)


def _button(button: Json, here: Where) -> Iterator[str]:
    known = {"type", "text", "action_id", "value", "url", "style", "confirm", "accessibility_label"}
    yield from _unknown(button, known, here)
    yield from _text(button.get("text"), here / "text", 75, plain=True)
    yield from _length(button.get("value", ""), here / "value", 2000, least=0)
    yield from _length(button.get("url", "x"), here / "url", 3000)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield (here / "style").wrong("must be primary or danger")


def _confirm(confirm: Json, here: Where) -> Iterator[str]:
    for part, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        yield from _text(confirm.get(part), here / part, most, plain=part != "text")


def _options(element: Json, here: Where) -> Iterator[str]:
    groups = element.get("option_groups")
    options = [each for group in groups for each in group["options"]] if groups else element.get("options") or []
    yield from _count(options, here / "options", OPTIONS[element["type"]] * (100 if groups else 1))
    for number, each in enumerate(options):
        yield from _option(each, here / "options" / number)
    first = element.get("initial_options", [])
    if "initial_option" in element:
        first = [element["initial_option"]]
    elif "initial_options" in element and not first:
        yield (here / "initial_options").wrong("no fewer than 1 items allowed")
    if any(each not in options for each in first):
        yield here.wrong("initial option was not found in the options")


def _option(option: Json, here: Where) -> Iterator[str]:
    yield from _unknown(option, {"text", "value", "description", "url"}, here)
    yield from _text(option.get("text"), here / "text", 75)
    yield from _length(option.get("value"), here / "value", 150)
    if "description" in option:
        yield from _text(option["description"], here / "description", 75)


_PATTERNS = {
    ("timepicker", "initial_time"): r"([01]\d|2[0-3]):[0-5]\d",
    ("datepicker", "initial_date"): r"\d{4}-\d\d-\d\d",
    ("users_select", "initial_user"): r"[UW][A-Z0-9]+",
}


def _typed(element: Json, here: Where) -> Iterator[str]:
    for (kind, key), pattern in _PATTERNS.items():
        if element["type"] == kind and key in element and not re.fullmatch(pattern, str(element[key])):
            yield (here / key).wrong("does not match the expected pattern")
    if element["type"] == "plain_text_input":
        most = element.get("max_length", 3000)
        if not 1 <= most <= 3000:
            yield (here / "max_length").wrong("must be between 1 and 3000")
        yield from _length(element.get("initial_value", ""), here / "initial_value", most, least=0)
        config = element.get("dispatch_action_config", {"trigger_actions_on": ["on_enter_pressed"]})
        yield from _unknown(config, {"trigger_actions_on"}, here / "dispatch_action_config")
        if not set(config.get("trigger_actions_on") or ("",)) <= {"on_enter_pressed", "on_character_entered"}:
            yield (here / "dispatch_action_config").wrong("unknown trigger")
    for each in element.get("initial_users", ()):
        if not re.fullmatch(r"[UW][A-Z0-9]+", str(each)):
            yield (here / "initial_users").wrong("invalid user")


def _text(text: object, here: Where, most: int, *, plain: bool = False) -> Iterator[str]:
    if not isinstance(text, dict):
        yield here.wrong("must be a text object")
        return
    kind = text.get("type")
    if kind != "plain_text" and (plain or kind != "mrkdwn"):
        yield (here / "type").wrong("must be plain_text" if plain else "must be plain_text or mrkdwn")
    yield from _unknown(text, {"type", "text", "emoji" if kind == "plain_text" else "verbatim"}, here)
    yield from _length(text.get("text"), here / "text", most)


def _length(text: object, here: Where, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(text, str):
        yield here.wrong("must be a string")
    elif len(text) > most:
        yield here.wrong(f"must be less than {most + 1} characters")
    elif len(text) < least:
        yield here.wrong(f"must be more than {least - 1} characters")


def _count(things: object, here: Where, most: int) -> Iterator[str]:
    if not isinstance(things, list) or not things:
        yield here.wrong("no fewer than 1 items allowed")
    elif len(things) > most:
        yield here.wrong(f"no more than {most} items allowed")


def _unknown(thing: Mapping[str, object], known: set[str], here: Where) -> Iterator[str]:
    for key in sorted(set(thing) - known):
        yield here.wrong(f"invalid additional property: {key}")


def _twice(ids: Sequence[str], here: Where, what: str) -> Iterator[str]:
    for each in sorted({id for id in ids if ids.count(id) > 1}):
        yield here.wrong(f"`{what}` {each!r} already exists")


def _as_the_sdk_sees(model: type[Block] | type[View], sent: Json) -> Iterator[str]:
    try:
        parsed = Block.parse(sent) if model is Block else View(**sent)
        if parsed is not None:
            parsed.validate_json()
    except (SlackObjectFormationError, TypeError) as wrong:
        yield f"[ERROR] {wrong}"


def all_text(blocks: object) -> int:
    """Characters in all blocks together; Slack has an undocumented limit on them."""
    return sum(len(each["text"]) for each in _walk(blocks) if isinstance(each.get("text"), str))


def _walk(thing: object) -> Iterator[Json]:
    if isinstance(thing, dict):
        yield thing
        for each in thing.values():
            yield from _walk(each)
    elif isinstance(thing, list):
        for each in thing:
            yield from _walk(each)
