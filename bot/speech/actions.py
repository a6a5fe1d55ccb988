"""The buttons, by what they do."""

from enum import StrEnum


class Action(StrEnum):
    """What a button does. A button carries an action and one id, never words or rights."""

    THANK = "thank"
    WHY = "why"
    UNDO = "undo"
    RECORD = "record"
    DRAFT = "draft"
    ANSWER_PRAISE = "answer-praise"
    ANSWER_CRITICISM = "answer-criticism"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    SCHEDULE = "schedule"
    SETTINGS = "settings"
    TEAM = "team"
    HELP = "help"
    POST_AGAIN = "post-again"
    # On a negative quote: the vote, and a word from whom it concerns.
    WORLD = "world"
    NO_BIG_DEAL = "no-big-deal"
    ADD_CONTEXT = "add-context"
    # On a case.
    SHOW_CASE = "show-case"
    SAY_WHY = "say-why"
    UNDO_CASE = "undo-case"
    CLAIM = "claim"
    FOLLOW = "follow"
    CLOSE = "close"
    STEPS = "steps"
    STEP = "step"
    HAND_OVER = "hand-over"
    ACCEPT = "accept"
    DECLINE = "decline"
    RELEASE = "release"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    HISTORY = "history"
    SNOOZE = "snooze"
    STORY = "story"
    CUSTOMER_ANSWER = "customer-answer"
    # On workspaces that are, or may be, linked.
    LINK_YES = "link-yes"
    LINK_NO = "link-no"
    UNLINK = "unlink"
