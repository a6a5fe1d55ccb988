"""What Teams sends, as its writer saw it."""

import time
from typing import Any

import pytest

from adapters.teams import reading
from adapters.teams.emoji_names import emoji_of
from adapters.teams.requests import Presses, Request
from bot.domain.emojis import spelled
from bot.domain.people import Workspace
from bot.domain.refs import MemberRef, OrganisationId, WorkspaceRef
from bot.domain.requests import Mentioned

HERE = WorkspaceRef("teams", "9c0ffee0-0000-4000-8000-00000000b001")
US = "28:3f2b7c1e-0000-4000-8000-00000000a001"


def said(text: str, *mentions: tuple[str, dict[str, str]]) -> list[str | Mentioned]:
    entities = [{"type": "mention", "text": tag, "mentioned": who} for tag, who in mentions]
    return reading.line({"text": text, "entities": entities, "recipient": {"id": US}}, HERE)


# Lines ------------------------------------------------------------------------------------------


def test_our_own_mention_is_left_out_and_others_are_people() -> None:
    line = said(
        '<at>Kundord</at>&nbsp;+ "She stayed" <at>Anna Berg</at> #use',
        ("<at>Kundord</at>", {"id": US, "name": "Kundord"}),
        ("<at>Anna Berg</at>", {"id": "29:1anna", "name": "Anna Berg", "aadObjectId": "aad-anna"}),
    )
    assert line == ['  + "She stayed" ', Mentioned(MemberRef(HERE, "aad-anna"), "Anna Berg"), " #use"]


def test_two_of_one_name_are_two_people() -> None:
    tag = "<at>Anna Berg</at>"
    line = said(f"+ {tag} {tag}", (tag, {"id": "29:1"}), (tag, {"id": "29:2"}))
    assert [each.ref.id for each in line if isinstance(each, Mentioned)] == ["29:1", "29:2"]


def test_one_mentioned_twice_is_the_same_person_twice() -> None:
    tag = "<at>Anna Berg</at>"
    line = said(f"+ {tag} {tag}", (tag, {"id": "29:1"}))
    assert [each.ref.id for each in line if isinstance(each, Mentioned)] == ["29:1", "29:1"]


def test_a_mention_that_nobody_answers_for_is_a_name() -> None:
    assert said("thank <at>Anna &amp; Bo</at>!") == ["thank @Anna & Bo!"]


def test_somebody_with_an_ampersand_in_their_name_is_found_though_teams_leaves_out_the_text() -> None:
    entities = [{"type": "mention", "mentioned": {"id": "29:1", "name": "Anna & Bo"}}]
    for sent in ("Anna & Bo", "Anna &amp; Bo"):
        activity = {"text": f"+ <at>{sent}</at>", "entities": entities, "recipient": {"id": US}}
        assert reading.line(activity, HERE) == ["+ ", Mentioned(MemberRef(HERE, "29:1"), "Anna & Bo")]


def test_what_looks_like_a_tag_in_a_line_is_what_its_writer_typed() -> None:
    assert said('+ "2 < 3 &amp; <b> stays"') == ['+ "2 < 3 &amp; <b> stays"']


def test_a_message_that_comes_as_html_alone_is_read_from_it() -> None:
    attachments = [{"contentType": "image/png"}, {"contentType": "text/html", "content": "<p>mina &lt;3</p>"}, 7]
    assert reading.line({"text": "", "attachments": attachments}, HERE) == ["mina <3"]


# Messages ---------------------------------------------------------------------------------------


REPLY = 'itemscope itemtype="http://schema.skype.com/Reply" itemid="17"'


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<div><p>She <b>stayed</b> on&nbsp;the line</p></div>", "She stayed on the line"),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<p>2 &lt; 3 &amp; 4 &gt; 3</p>", "2 < 3 & 4 > 3"),
        ("I <3 them, 2 < 3", "I <3 them, 2 < 3"),
        ('<p><at id="0">Anna Berg</at> helped <img alt="🙂" src="x"><img alt="pic.png"></p>', "@Anna Berg helped 🙂"),
        ('<emoji alt="🎉"></emoji> hurra', "🎉 hurra"),
        ("<script>alert(1)</script><style>p{}</style>Hej", "Hej"),
        ('<a href="https://example.com/x">the page</a>', "the page"),
        ("<ul><li>ett</li>\n<li>två</li></ul>", "ett\n\ntvå"),
        ("Hon <!-- inte detta --> stannade", "Hon stannade"),
        ("<table><tr><td>Tel</td><td>123</td></tr><tr><th>Ort</th><td>Moss</td></tr></table>", "Tel 123\n\nOrt Moss"),
        ("<p>Från chatten:</p><pre>rad 1\nrad 2</pre><p>rad\n3</p>", "Från chatten:\n\nrad 1\nrad 2\n\nrad 3"),
        ("<p>Hon sa:</p><blockquote><p>Tack</p></blockquote>", "Hon sa:\n\nTack"),
        (
            f"<blockquote {REPLY}><b>Anna</b><p>Hur <at>gick</at> 🙂 det?</p></blockquote><p>Bra, sa kunden</p>",
            "Bra, sa kunden",
        ),
        (f"<blockquote {REPLY}>a<blockquote>b</blockquote>c</blockquote><blockquote>Bra</blockquote>", "Bra"),
        ("</blockquote></pre>Hej\ndu", "Hej du"),
        ("<![CDATA[x]]> <!doctype html> <?php ?>", "<![CDATA[x]]> <!doctype html> <?php ?>"),
    ],
)
def test_a_message_reads_as_it_looks(html: str, plain: str) -> None:
    assert reading.words({"body": {"contentType": "html", "content": html}}) == plain


def test_whom_a_message_mentions_is_known_by_more_than_a_name() -> None:
    """As in Graph's chatMessage, which a message extension is given."""
    html = '<p><at id="0">Anna Berg</at> och <at id="1">Bo Ek</at>, sa hon till @Bo</p>'
    mentions = [
        {"id": 0, "mentionText": "Anna Berg", "mentioned": {"user": {"id": "aad-anna", "displayName": "Anna Berg"}}},
        {"id": 1, "mentionText": "Bo Ek", "mentioned": {"user": {"id": "aad-bo", "displayName": "Bo Ek"}}},
        {"id": 2, "mentionText": "Kundord", "mentioned": {"application": {"id": "bot"}}},
        "nonsense",
    ]
    message = {"body": {"contentType": "html", "content": html}, "mentions": mentions}
    anna, bo = Mentioned(MemberRef(HERE, "aad-anna"), "Anna Berg"), Mentioned(MemberRef(HERE, "aad-bo"), "Bo Ek")
    assert reading.said(message, HERE) == [anna, " och ", bo, ", sa hon till @Bo"]
    assert reading.said(message | {"mentions": 7}, HERE) == ["@Anna Berg och @Bo Ek, sa hon till @Bo"]


def test_a_message_in_plain_text_is_taken_as_it_is() -> None:
    assert reading.words({"body": {"contentType": "text", "content": " 2 < 3 <b> "}}) == "2 < 3 <b>"


@pytest.mark.parametrize(
    "unit", ["<a ", "<!--", "</", "<", "<at>", "<at ", '<a b=">', "<a/>", "&#", "<![", "<p>", "<blockquote>", "<pre>"]
)
def test_no_message_keeps_everybody_waiting(unit: str) -> None:
    started = time.process_time()
    reading.plain(unit * 50_000)
    said(unit * 50_000)
    assert time.process_time() - started < 2


# People, places, moments ------------------------------------------------------------------------


def test_a_conversation_is_known_without_its_thread() -> None:
    assert reading.conversation("19:x@thread.tacv2;messageid=17") == ("19:x@thread.tacv2", "17")
    assert reading.conversation("a:1x") == ("a:1x", None)


@pytest.mark.parametrize(
    ("account", "id"),
    [
        ({"id": "29:1", "aadObjectId": "aad"}, "aad"),
        ({"id": "29:1"}, "29:1"),
        ({"id": US}, None),
        ({"id": "29:1", "role": "bot"}, None),
        ({}, None),
        (None, None),
        ("Anna", None),
    ],
)
def test_a_person_is_known_by_the_directorys_id(account: object, id: str | None) -> None:
    found = reading.member(account, HERE)
    assert (found.id if found else None) == id


@pytest.mark.parametrize(
    ("account", "external"),
    [
        ({"tenantId": HERE.id.upper(), "userRole": "user"}, False),
        ({}, False),
        ({"tenantId": HERE.id, "userRole": "guest"}, True),
        ({"tenantId": "another"}, True),
    ],
)
def test_guests_are_from_elsewhere(account: dict[str, Any], external: bool) -> None:
    assert reading.profile(account, MemberRef(HERE, "aad")).external is external


def test_a_profile_has_a_handle_but_no_address() -> None:
    profile = reading.profile(
        {"name": " Anna  Berg ", "userPrincipalName": "anna.berg@fyrljus.example"}, MemberRef(HERE, "aad")
    )
    assert (profile.name, profile.handle) == ("Anna Berg", "anna.berg")


@pytest.mark.parametrize(
    ("name", "zone"),
    [("Europe/Oslo", "Europe/Oslo"), ("Mars/Base", None), ("", None), ("localtime", None), ("right/Europe/Oslo", None)],
)
def test_only_real_time_zones_are_believed(name: str, zone: str | None) -> None:
    place = Workspace(HERE, OrganisationId(1), "Fyrljus")
    assert Request({"localTimezone": name}, place).timezone == zone


@pytest.mark.parametrize("timestamp", ["", "yesterday", "2026-11-22T04:00:00"])
def test_a_moment_without_a_zone_is_none(timestamp: str) -> None:
    assert reading.moment(timestamp) is None


# Emoji ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("like", "👍"),
        ("heart", "❤️"),
        ("2764_heart", "❤️"),
        ("1f440_eyes", "👀"),
        ("2705_whiteheavycheckmark", "✅"),
        ("1f1f8-1f1ea_flagsweden", "🇸🇪"),
        ("1f44b_wavinghand-tone4", "👋"),
        ("1f44d-1f3fd_yes", "👍"),
        ("beef", ":beef:"),
        ("dance", ":dance:"),
        ("ffffff_x", ":ffffff_x:"),
        ("d800_x", ":d800_x:"),
    ],
)
def test_reactions_are_emoji_whatever_teams_calls_them(name: str, emoji: str) -> None:
    assert emoji_of(name) == emoji
    assert spelled(emoji_of(name)) == emoji_of(name), "as the settings spell it"


# Presses ----------------------------------------------------------------------------------------


def pressed(presses: Presses, action: str, id: str, now: float = 0, who: str = "anna", card: str = "1") -> str:
    body = {"conversation": {"id": "19:x"}, "id": id, "replyToId": card, "from": {"id": who}}
    request = Request(body, Workspace(HERE, OrganisationId(1), "Fyrljus"))
    return presses.key(request, MemberRef(HERE, who), action, "17", now)


def test_the_same_press_again_is_the_same_one_for_a_while() -> None:
    presses = Presses()
    first = pressed(presses, "claim", "a")
    assert pressed(presses, "claim", "b", 30) == first
    assert pressed(presses, "claim", "c", 121) != first


def test_another_button_another_card_or_another_person_is_another_press() -> None:
    presses = Presses()
    first = pressed(presses, "world", "a")
    others = [
        pressed(presses, "world", "b", who="bo"),
        pressed(presses, "world", "c", card="2"),
        pressed(presses, "no-big-deal", "d"),
        pressed(presses, "world", "e"),
    ]
    assert len({first, *others}) == 5


def test_a_press_after_something_else_on_another_card_is_meant() -> None:
    presses = Presses()
    first = pressed(presses, "claim", "a")
    pressed(presses, "release", "b", card="2")
    assert pressed(presses, "claim", "c") != first


def test_a_press_after_words_or_a_form_is_meant() -> None:
    presses = Presses()
    first = pressed(presses, "claim", "a")
    presses.forget(MemberRef(HERE, "anna"))
    assert pressed(presses, "claim", "b") != first
    presses.forget(MemberRef(HERE, "nobody yet"))


@pytest.mark.parametrize(
    ("body", "zone", "country"),
    [
        ({}, None, ""),
        ({"locale": "sv-SE"}, None, "SE"),
        ({"locale": "zh-Hant-TW"}, None, "TW"),
        ({"locale": "sv"}, None, ""),
        ({"entities": [{"type": "clientInfo", "timezone": "Asia/Tokyo", "country": "JP"}]}, "Asia/Tokyo", "JP"),
        ({"localTimezone": "Europe/Oslo", "entities": [{"type": "clientInfo", "timezone": "UTC"}]}, "Europe/Oslo", ""),
        ({"locale": 7, "entities": {"type": "clientInfo"}}, None, ""),
    ],
)
def test_where_somebody_is_as_far_as_their_teams_tells(body: dict[str, Any], zone: str | None, country: str) -> None:
    assert (reading.timezone(body), reading.country(body)) == (zone, country)
