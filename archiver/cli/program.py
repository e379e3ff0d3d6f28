"""The program: its commands, and what becomes of everything that can go wrong."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from types import FrameType

import click

from archiver import __version__
from archiver.cli import (
    add,
    catalogue,
    demo,
    export,
    link,
    links,
    listing,
    opening,
    relink,
    restore,
    share,
    shares,
    status,
    unlink,
    unshare,
    verify,
)
from archiver.cli.language import bind
from archiver.cli.options import SCREEN
from archiver.cli.session import Session
from archiver.errors import EXIT_CODES, ArchiverError
from archiver.words import N_, Words

COMMANDS: tuple[Callable[[Words], click.Command], ...] = (
    demo.command,
    add.command,
    export.command,
    link.command,
    links.command,
    relink.command,
    unlink.command,
    listing.command,
    verify.command,
    opening.command,
    share.command,
    shares.command,
    unshare.command,
    status.command,
    catalogue.command,
    restore.command,
)
STDOUT = 1
TERMINATED = 128 + signal.SIGTERM


class Terminated(BaseException):
    """The system asked us to stop: everything is cleaned up on the way out."""


class Program(click.Group):
    """The group, which lists its commands in the order of the story and its exit codes at the end."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The order in which they were added."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        words = ctx.find_object(Session)
        tell = words.words if words else Words("en")
        with formatter.section(tell(N_("Exit codes"))):
            formatter.write_dl([(str(code), tell(meaning)) for code, meaning in EXIT_CODES])


def build(words: Words) -> click.Group:
    """The whole command line in one language."""
    about = N_(
        "Archives a company's books as Excel workbooks in one NON-RESTORABLE cabinet: a read-only copy that its owner "
        "keeps and shares with an accountant."
    )
    program = Program("archiver", help=words(about), context_settings={"help_option_names": ["-h", "--help"]})
    program.params.append(click.Option(["--lang"], metavar="LANG", expose_value=False, help=words(SCREEN)))
    click.version_option(__version__, prog_name="archiver")(program)
    for command in COMMANDS:
        program.add_command(command(words))
    return program


def run(arguments: Sequence[str], language: str) -> int:
    """Run one command line; the exit code."""
    bind(language)
    session = Session(Words(language))
    signal.signal(signal.SIGTERM, _terminate)
    try:
        answer = build(session.words).main(list(arguments), "archiver", standalone_mode=False, obj=session)
        session.finish()
        return answer if isinstance(answer, int) else 0
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except ArchiverError as error:
        return session.fail(error)
    except (click.Abort, KeyboardInterrupt):
        click.echo(session.words(N_("Interrupted. Nothing that looks finished was left.")), err=True)
        return 130
    except Terminated:
        return TERMINATED
    except (BrokenPipeError, SystemExit):  # the latter is how click puts the same thing
        return _nobody_reads()
    except Exception as bug:  # noqa: BLE001 - the one place where a mistake of ours becomes a sentence and a report
        return _report(session, bug)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _nobody_reads() -> int:
    # Whoever read our output has gone (head, less). Python would try once more, and complain, when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return 0


def _report(session: Session, bug: Exception) -> int:
    """A mistake of this program: one sentence, and a file that says where; it holds names of ours, not the books."""
    with tempfile.NamedTemporaryFile("w", prefix="archiver-report-", suffix=".txt", delete=False) as report:
        lines = traceback.format_tb(bug.__traceback__)
        report.write(f"archiver {__version__}, Python {sys.version}\n{type(bug).__name__}\n{''.join(lines)}")
    said = session.words(N_("This is a mistake of archiver ({name}). Please report it with the file {path}."))
    click.echo(said.format(name=type(bug).__name__, path=report.name), err=True)
    return 1
