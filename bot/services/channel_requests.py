"""What people ask of a channel's schedule, of settings and of teams."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.domain import requests
from bot.domain.channels import Channel
from bot.domain.quotes import clean
from bot.domain.refs import ChannelNumber, TeamNumber
from bot.ports import Receipt, UnitOfWork
from bot.services import channels, daily, doubts, forms, leaving, people
from bot.services.occasion import Occasion, Outcome, OutOfDate, once
from bot.services.people import colleague
from bot.speech import Action, HomeRest, SettingsForm, TeamForm

# What is said -----------------------------------------------------------------------------------


def _pause(unit: UnitOfWork, occasion: Occasion, request: requests.Pause) -> Outcome:
    def act() -> Receipt:
        channel = _settable(unit, occasion)
        channels.pause(unit, channel, request.until)
        return Receipt("paused", channel.number)

    return once(unit, occasion, act)


def _resume(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    def act() -> Receipt:
        channel = _settable(unit, occasion)
        daily.unskip(unit, colleague(unit, occasion.who), channel)
        channels.resume(unit, channel)
        return Receipt("resumed", channel.number)

    return once(unit, occasion, act)


def _skip(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return once(
        unit,
        occasion,
        lambda: daily.skip(unit, colleague(unit, occasion.who), channels.here(unit, occasion.channel)),
    )


def _settable(unit: UnitOfWork, occasion: Occasion) -> Channel:
    by = colleague(unit, occasion.who)
    return channels.settable(unit, by, channels.here(unit, occasion.channel))


def _schedule(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return forms.schedule_form(unit, colleague(unit, occasion.who), _settable(unit, occasion))


def _settings(unit: UnitOfWork, occasion: Occasion, _: object) -> Outcome:
    return forms.settings_form(unit, colleague(unit, occasion.who))


SAID: Mapping[type[requests.Request], Callable[[UnitOfWork, Occasion, Any], Outcome]] = {
    requests.ShowSchedule: _schedule,
    requests.Pause: _pause,
    requests.Resume: _resume,
    requests.Skip: _skip,
    requests.ShowSettings: _settings,
}


# What is pressed --------------------------------------------------------------------------------


def _press_schedule(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    if not value:
        return _schedule(unit, occasion, None)
    by, channel = colleague(unit, occasion.who), unit.channels.get(ChannelNumber(forms.number(value)))
    return forms.schedule_form(unit, by, channels.settable(unit, by, channel))


def _press_team(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    number = TeamNumber(forms.number(value)) if value else None
    return forms.team_form(unit, colleague(unit, occasion.who), number)


def _press_post_again(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    return once(unit, occasion, lambda: doubts.post_again(unit, colleague(unit, occasion.who), value))


def _press_more(unit: UnitOfWork, occasion: Occasion, value: str) -> Outcome:
    """``channels|15``: what one's own page has no room for, from there on. Raises: OutOfDate, when there is no more."""
    member = people.known(unit, occasion.who)
    which, _, first = value.partition("|")
    start = forms.number(first)
    channels_left = channels.settable_by(unit, member)[start:] if which == "channels" else ()
    teams_left = people.editable_by(unit, member)[start:] if which == "teams" else ()
    if not (channels_left or teams_left):
        raise OutOfDate
    return HomeRest(start, tuple(channels_left), tuple(teams_left))


PRESSED: Mapping[Action, Callable[[UnitOfWork, Occasion, str], Outcome]] = {
    Action.SCHEDULE: _press_schedule,
    Action.SETTINGS: _settings,
    Action.TEAM: _press_team,
    Action.MORE: _press_more,
    Action.POST_AGAIN: _press_post_again,
}


# What is sent in --------------------------------------------------------------------------------


def _submit_schedule(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by, channel = colleague(unit, occasion.who), unit.channels.get(ChannelNumber(forms.number(memo)))
    channels.settable(unit, by, channel)
    changed = forms.read_schedule(by, channel, values)
    forms.check_unchanged(memo, forms.schedule_form(unit, by, channel), forms.schedule_form(unit, by, changed))
    channels.reschedule(unit, changed)
    return Receipt("schedule-saved", channel.number)


def _submit_settings(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by = colleague(unit, occasion.who)
    # First what may be refused: a fault undoes nothing, for it is an answer.
    if by.curator:
        chosen, curators = forms.read_settings(unit.organisation, values), forms.refs(values, "curators")
        forms.check_unchanged(memo, forms.settings_form(unit, by), SettingsForm(by, chosen, curators))
        people.choose(unit, by, chosen)
        people.name_curators(unit, by, curators)
    people.be_named(unit, by.number, bool(values.get("named")))
    return Receipt("settings-saved")


def _submit_team(unit: UnitOfWork, occasion: Occasion, memo: str, values: forms.Values) -> Receipt:
    by, name, refs = colleague(unit, occasion.who), forms.text(values, "name"), forms.refs(values, "members")
    numbers = frozenset(member.number for member in people.present(unit, refs).values())
    number = TeamNumber(forms.number(memo)) if memo else None
    now = forms.team_form(unit, by, number)
    if now.team:
        called = replace(now.team, name=clean(name))
        forms.check_unchanged(memo, now, TeamForm(called, refs))
    team = people.save_team(unit, by, number, name, numbers)
    leaving.team_changed(unit, team.number)
    return Receipt("team-saved", team.number)


SUBMITTED: Mapping[str, Callable[[UnitOfWork, Occasion, str, forms.Values], Receipt]] = {
    "schedule": _submit_schedule,
    "settings": _submit_settings,
    "team": _submit_team,
}
