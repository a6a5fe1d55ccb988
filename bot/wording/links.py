"""Linking workspaces, in words: who asks, what will be joined, what that does, and how it is undone."""

from collections.abc import Mapping

from bot.domain.commands import COMMANDS
from bot.domain.links import Side
from bot.speech import Action, LinkCode, LinkDeclined, Linked, LinkPlan, LinkSaid, LinkStep, Unlinked, UnlinkPlan
from bot.wording.cards import person, said
from bot.wording.language import Words
from bot.wording.parts import Button, Buttons, Code, Line, Listing, Muted, Paragraph, Strong, Style, Worded

SAID: Mapping[LinkStep, str] = {
    LinkStep.WANTED: "link-wanted",
    LinkStep.AGREED: "link-agreed",
    LinkStep.REFUSED: "link-said-no",
    LinkStep.UNLINKING: "unlinking",
}


def link_code(speech: LinkCode, words: Words) -> Worded:
    command = next(each for each in COMMANDS if each.name == "link")
    typed = Code(f"{command.phrases(words.language)[0]} {speech.code}")
    return said(
        words.line("link-code", code=Strong(speech.code)),
        Paragraph(words.line("link-code-use", count=speech.minutes, command=typed)),
        Muted(words.line("link-code-care")),
    )


def link_plan(speech: LinkPlan, words: Words) -> Worded:
    host, guest = Strong(speech.host.name), Strong(speech.guest.name)
    if speech.asked and speech.by:
        line = words.line("link-asked", person=person(speech.by, words), guest=guest, host=host)
    elif speech.asked:
        line = words.line("link-asked-by-an-admin", guest=guest, host=host)
    else:
        line = words.line("link-plan", guest=guest, host=host)
    return said(
        line,
        Listing((_side(speech.host, words), _side(speech.guest, words))),
        Paragraph(words.line("link-means")),
        Paragraph(words.line("link-keeps", host=host)),
        Muted(words.line("link-can-be-undone")),
        Buttons(
            (
                Button(Action.LINK_YES, words.text("link-yes"), speech.link, Style.PRIMARY),
                Button(Action.LINK_NO, words.text("link-no"), speech.link),
            )
        ),
    )


def link_said(speech: LinkSaid, words: Words) -> Worded:
    return said(words.line(SAID[speech.step], name=Strong(speech.name)))


def linked(speech: Linked, words: Words) -> Worded:
    name = Strong(speech.name)
    numbers = "linked-numbers" if speech.by else "linked-no-numbers"
    return said(
        words.line("linked", name=name),
        Paragraph(
            words.line(numbers, name=name, by=str(speech.by), other=str(speech.other_by), now=str(17 + speech.by))
        ),
        Muted(words.line("link-can-be-undone")),
    )


def link_declined(speech: LinkDeclined, words: Words) -> Worded:
    return said(words.line("link-failed" if speech.failed else "link-declined", name=Strong(speech.name)))


def unlink_plan(speech: UnlinkPlan, words: Words) -> Worded:
    names = words.together([(Strong(name),) for name in speech.names])
    button = Button(Action.UNLINK, words.text("unlink"), style=Style.DANGER, confirm=words.text("unlink-confirm"))
    return said(
        words.line("unlink-plan", names=names),
        Paragraph(words.line("unlink-means")),
        Muted(words.line("unlink-numbers")),
        Buttons((button,)),
    )


def unlinked(speech: Unlinked, words: Words) -> Worded:
    return said(words.line("unlinked", name=Strong(speech.name)), Paragraph((words.text("unlinked-means"),)))


def _side(side: Side, words: Words) -> Line:
    counts = [
        (words.text(key, count=count),)
        for key, count in (
            ("count-quotes", side.quotes),
            ("count-cases", side.cases),
            ("count-people", side.people),
            ("count-teams", side.teams),
        )
    ]
    return words.line("link-side", name=Strong(side.name), counts=words.together(counts))
