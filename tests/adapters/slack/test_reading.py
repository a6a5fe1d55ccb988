"""What Slack sends, decoded: tables of what comes in and what it means."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.payload import washed
from adapters.slack import reading
from adapters.slack.emoji_names import emoji_of, with_emoji
from bot.domain.emojis import spelled
from bot.domain.refs import MemberRef, WorkspaceRef
from bot.domain.requests import Mentioned

HERE = WorkspaceRef("slack", "T0ACME001")
US = "U0KUNDORD"


def person(id: str, name: str = "") -> Mentioned:
    return Mentioned(MemberRef(HERE, id), name)


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("", []),
        ("today", ["today"]),
        ("+ &lt;b&gt; &amp;amp; co", ["+ <b> &amp; co"]),
        ("<@U0KUNDORD> today", [" today"]),
        ("<@U0KUNDORD|kundord>", []),
        ('+ "x" <@U1|anna> <@U2>', ['+ "x" ', person("U1", "anna"), " ", person("U2")]),
        ("in <#C1|general> and <#C2>", ["in #general and #C2"]),
        ("for <!subteam^S1|@care>, <!channel>, <!here|here>", ["for @care, @channel, @here"]),
        ("<!date^1392734382^{date}|Feb 18>", ["Feb 18"]),
        (
            "<https://e.example/?a=1&amp;b=2|there> <https://f.example>",
            ["https://e.example/?a=1&b=2 https://f.example"],
        ),
        ("<mailto:a@b.example|a@b.example> <tel:+4612345|12345>", ["a@b.example 12345"]),
        ("thank you :heart: at 10:30:45", ["thank you ❤️ at 10:30:45"]),
        ("a < b, <>, <", ["a < b, <>, <"]),
    ],
)
def test_a_line_is_read(sent: str, line: list[Any]) -> None:
    assert reading.line(sent, HERE, US) == line


def test_a_message_is_quoted_as_its_reader_saw_it() -> None:
    sent = "  &lt;3 <@U1|anna>, <@U2> :+1::skin-tone-3: <https://e.example|there> "
    anna, nameless = Mentioned(MemberRef(HERE, "U1"), "anna"), Mentioned(MemberRef(HERE, "U2"), "")
    assert reading.line(sent, HERE) == ["  <3 ", anna, ", ", nameless, " 👍 https://e.example "]


@given(st.text(alphabet=st.characters() | st.sampled_from("<>@|&;:!#")))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(reading.line(text, HERE, US), list)
    assert isinstance(reading.line(text, HERE), list)


@pytest.mark.parametrize(
    ("name", "emoji"),
    [
        ("+1", "👍"),
        ("thumbsup", "👍"),
        ("+1::skin-tone-3", "👍"),
        ("people_holding_hands::skin-tone-2-3", "🧑‍🤝‍🧑"),
        ("earth_africa", "🌍"),
        ("earth_americas", "🌎"),
        ("earth_asia", "🌏"),
        ("rotating_light", "🚨"),
        ("speech_balloon", "💬"),
        ("heart", "❤️"),
        ("flag-se", "🇸🇪"),
        ("us", "🇺🇸"),
        ("woman-raising-hand", "🙋‍♀️"),
        ("male-technologist", "👨‍💻"),
        ("face_palm", "🤦"),
        ("the_horns", "🤘"),
        ("simple_smile", "🙂"),
        ("kundord-party", ":kundord-party:"),
        ("", "::"),
    ],
)
def test_an_emoji_by_its_name(name: str, emoji: str) -> None:
    assert emoji_of(name) == emoji


def test_slack_and_the_settings_spell_every_emoji_alike() -> None:
    from emoji import EMOJI_DATA

    toneless = [known for each, known in EMOJI_DATA.items() if not {*each} & {*map(chr, range(0x1F3FB, 0x1F400))}]
    names = {name.strip(":") for known in toneless for name in (known["en"], *known.get("alias", []))}
    assert len(names) > 2000
    assert [name for name in names if spelled(emoji_of(name)) != emoji_of(name)] == []


def test_emoji_in_words() -> None:
    assert with_emoji(":rotating_light::+1::skin-tone-2::volcano: and :own::tada:") == "🚨👍🌋 and :own:🎉"
    assert with_emoji("great :+1::skin-tone-2: :nothing-we-know: :tada:!") == "great 👍 :nothing-we-know: 🎉!"
    assert with_emoji("ratio 5:100:3, a::heart::b") == "ratio 5:100:3, a::heart::b"


def test_a_profile_is_read() -> None:
    user = {
        "id": "U1",
        "team_id": HERE.id,
        "name": "anna",
        "tz": "Europe/Oslo",
        "locale": "nb-NO",
        "is_owner": True,
        "profile": {"display_name": "Anna \u202eBerg", "real_name": "Anna B"},
    }
    profile = reading.profile(user, HERE)
    assert (profile.name, profile.handle, profile.timezone, profile.language) == (
        "Anna Berg",
        "anna",
        "Europe/Oslo",
        "nb",
    )
    assert profile.full_name == "Anna B"
    assert (profile.admin, profile.external, profile.gone, profile.bot) == (True, False, False, False)
    assert reading.profile({"id": "U2", "profile": {"display_name": ""}}, HERE).name == "U2"
    alike = reading.profile({"id": "U3", "profile": {"display_name": "Bo Ek", "real_name": "Bo Ek"}}, HERE)
    assert (alike.name, alike.full_name) == ("Bo Ek", "")


@pytest.mark.parametrize("name", ["", "Mars/Base", "localtime", "Factory", "right/Europe/Oslo"])
def test_only_real_time_zones_are_believed(name: str) -> None:
    assert reading.profile({"id": "U1", "tz": name}, HERE).timezone is None


@pytest.mark.parametrize(
    ("user", "external"),
    [
        ({"team_id": "T0ACME001"}, False),
        ({}, False),
        ({"team_id": "T0OTHER"}, True),
        ({"team_id": "T0ACME001", "is_stranger": True}, True),
        ({"team_id": "T0ACME001", "is_restricted": True}, True),
        ({"team_id": "T0ACME001", "is_restricted": True, "is_ultra_restricted": True}, True),
        ({"team_id": "T0SISTER", "enterprise_user": {"teams": ["T0SISTER", "T0ACME001"]}}, False),
    ],
)
def test_people_of_another_company_are_known_as_such(user: dict[str, Any], external: bool) -> None:
    assert reading.profile({"id": "U1", **user}, HERE).external is external


def test_what_no_database_takes_is_washed_off() -> None:
    assert washed({"a\0": ["b\ud83d", "å🎉", 1, None, {"c": "\0"}]}) == {"a": ["b", "å🎉", 1, None, {"c": ""}]}


def test_moments() -> None:
    assert reading.moment("1500000000.000100") == datetime(2017, 7, 14, 2, 40, 0, 100, UTC)
    for none in ("", "soon", "nan", "inf", "1e300"):
        assert reading.moment(none) is None
