"""The commands that a report names, as they are typed again for the same client."""

from __future__ import annotations

from typing import Final, NamedTuple

from itsubsidy.files.echo import printable


class Asked(NamedTuple):
    """How a command line named the client's files, and the options that the answer went by."""

    files: str = ""
    options: str = ""
    frames: str = ""
    """Options of the commands that look at frames."""

    def command(self, name: str, files: str | None = None) -> str:
        """A command that answers by the same rules: `itsubsidy explain client --date 2025-08-20`.

        It is of these files where any are given.
        """
        options = self.options if name == "plan" else self.frames + self.options
        return f"itsubsidy {name} {files if files is not None else self.files}".rstrip() + options


UNKNOWN: Final = Asked()
"""Where no command line named anything."""


def shell_word(text: str) -> str:
    """A path or a value as every shell reads it."""
    return f'"{printable(text)}"' if set(text) & set(" 　()&;'") else printable(text)
