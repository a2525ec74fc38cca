"""How much a client's files may hold: far more than any client has, and no more than is quick.

Whatever is over a limit is refused with one problem, so that nobody's folder holds up the others.
"""

from __future__ import annotations

from typing import Final

LARGEST_FILE: Final = 1024 * 1024
"""Bytes; a client's file has a few thousand."""

MOST_KEYS: Final = 5_000
"""Keys of a file that are none of ours; each is a problem."""

MOST_ENTRIES: Final = 1_000
"""Entries of a list for which nothing else is said."""

MOST_ITEMS: Final = 2_000
"""Items of a quote."""

MOST_MEMBERS: Final = 1_000
"""Members of a group."""

MOST_DECISIONS: Final = 200
"""Earlier decisions of a business."""

MOST_ROWS: Final = 20_000
"""Employees in a wage ledger."""

MOST_MONTHS: Final = 60
"""Months of a wage ledger."""

MOST_INLINE: Final = 60_000
"""Wages that stand in the applicant's file itself; more go into a file of their own."""

MOST_COLUMNS: Final = 200
"""Columns of a wage ledger, those without a name included."""

MOST_QUOTES: Final = 500
"""Quotes that are compared for one client."""

MOST_QUOTES_PLANNED: Final = 50
"""Quotes that are parts of one purchase."""

DEEPEST_NESTING: Final = 50
"""Levels of lists and mappings in each other."""

MOST_ALIASED: Final = 10_000
"""Values that aliases may add to a file; a person's file adds a handful."""

MOST_DIRECTIVES: Final = 10
"""Lines that begin with `%`: libyaml compares each with all the others."""

MOST_MARKS: Final = 8
"""Combining marks in a row; text is normalised in the square of them."""

LONGEST_NUMBER: Final = 40
"""Digits; more are no number that a person wrote."""

LONGEST_LINE: Final = 2_000
"""Characters of a line that is searched for slips of the keyboard."""

LONGEST_QUOTED: Final = 80
"""Characters of a value that a message repeats."""

LONGEST_MESSAGE: Final = 2_500
"""Characters of a message, of whatever it is made."""

MOST_NAMED: Final = 20
"""Names of the client's own that a message lists."""

MOST_COMPARED: Final = 20_000
"""Names that are compared to find which one was meant by others that are not there."""

MOST_SHARES: Final = 100_000
"""Items times the members of a group that each buy them."""

MOST_SHOWN: Final = 50
"""Problems of a file that are shown."""

LONGEST_TOLD: Final = 60_000
"""Characters of all problems that are shown together."""
