"""How much Slack takes (PLATFORMS §1.4). Characters are counted after escaping, and in UTF-16 as its clients do."""

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
TEXT_IN_MESSAGE = 13_000
"""All blocks together. Undocumented, seen at about 13,200."""

HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
CONTEXT_TEXT = 2_000
SECTION_TEXT = 3_000
RICH_TEXT = 3_000
"""One quotation, paragraph or line of a list; Slack names no limit, so it is that of a section."""
NOTIFICATION = 4_000

BUTTON = 75
BUTTON_VALUE = 2_000
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

TITLE = 24
PRIVATE_METADATA = 3_000
LABEL = 2_000
HINT = 2_000
PLACEHOLDER = 150
INPUT = 3_000
OPTIONS = 100
OPTIONS_IN_MENU = 5
OPTION = 75
OPTION_VALUE = 150

AT_A_GLANCE = 5
"""Our own: up to so many options are all shown at once instead of in a menu."""
SUGGESTED = 20
"""Our own: so many are offered to who types."""
