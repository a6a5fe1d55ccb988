"""How a command fails."""

from typing import Any

import click


class Failed(click.ClickException):
    """A sentence for who typed the command, and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"kundord: {self.format_message()}", file=file, err=True)
