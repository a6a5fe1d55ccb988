"""How much Teams takes (PLATFORMS §2.9). Text is counted in UTF-16 units, whole messages in bytes of UTF-16."""

MESSAGE = 25_000
"""A message with all that is in it. Under every limit that Microsoft has named, of which the lowest is 28 KB."""

NOTIFICATION = 2_200
"""What a phone shows: a quote of the longest, between its marks."""
FALLBACK = 1_100
TEXT = 4_000
"""One quotation, paragraph or line of a list, where a message is small enough."""
TEXT_LEAST = 160
"""What is left of it where a message is too large; below that whole parts are left out."""

BUTTONS_IN_ROW = 6
ROW, BUTTON_FRAME, BUTTON_LETTER, BUTTON_MORE = 296, 42, 7.2, 54
"""Our own, in pixels: what a phone has for a row of buttons, what surrounds a label, a letter of one, the three dots.

Teams shortens what does not fit, down to "F…", instead of beginning another row.
"""
BUTTON = 75
BUTTON_VALUE = 500
LABEL = 250
TITLE = 64
CHOICE = 120
INPUT = 4_000

AT_A_GLANCE = 7
"""Our own: up to so many options are all shown at once instead of in a menu."""
FOUND_BY_TYPING = 60
"""Our own: more options than these are looked for by typing."""
SENT_ALONG = (100, 40, 15, 5)
"""Our own: so many options of a list go along with a form, fewer where it is too large; typing finds all of them."""
SUGGESTED = 15
"""Our own: so many are offered to who types."""
