"""``archiver restore``: the command that exists to say no."""

from __future__ import annotations

import click

from archiver.cli.options import shared
from archiver.errors import NeverRestores
from archiver.words import N_, Words


def command(words: Words) -> click.Command:
    """Explain why an archive is never restored, and what to use instead."""

    @click.command("restore", help=words(N_("Explain why this is never done, and what to use instead.")))
    @click.argument("archive", required=False)
    @shared(words)
    def restore(archive: str | None) -> None:
        raise NeverRestores(archive=archive)

    return restore
