"""The program: its commands, and what becomes of everything that can go wrong."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from copy import copy

import click

from archiver import __version__
from archiver.cli import (
    INTERRUPTED,
    add,
    as_of,
    catalogue,
    compare,
    demo,
    export,
    farewell,
    files,
    keep,
    link,
    links,
    listing,
    notify,
    opening,
    password,
    record,
    recover,
    relink,
    reset,
    restore,
    running,
    schedule,
    share,
    shares,
    status,
    unlink,
    unshare,
    verify,
)
from archiver.cli.interruption import Terminated
from archiver.cli.language import bind
from archiver.cli.options import screen
from archiver.cli.report import report
from archiver.cli.session import Session
from archiver.errors import EXIT_CODES, ArchiverError
from archiver.words import N_, Words

COMMANDS: tuple[Callable[[Words], click.Command], ...] = (
    demo.command,
    add.command,
    files.command,
    export.command,
    link.command,
    links.command,
    relink.command,
    unlink.command,
    listing.command,
    verify.command,
    opening.command,
    compare.command,
    record.command,
    as_of.command,
    password.command,
    share.command,
    shares.command,
    unshare.command,
    schedule.command,
    running.command,
    status.command,
    notify.command,
    keep.command,
    reset.command,
    recover.command,
    farewell.command,
    catalogue.command,
    restore.command,
)
VALUES = {
    "path": N_("path"),
    "directory": N_("folder"),
    "file": N_("file"),
    "text": N_("text"),
    "integer": N_("number"),
    "integer range": N_("number"),
}
"""What click calls a value, in help and where it refuses one, and what we do."""
STDOUT = 1
TERMINATED = 128 + signal.SIGTERM


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
    program.params.append(click.Option(["--lang"], **screen(words)))
    click.version_option(__version__, prog_name="archiver")(program)
    for command in COMMANDS:
        program.add_command(command(words))
    _worded(program, words)
    return program


def _worded(command: click.Command, words: Words) -> None:
    """What click has no words for in other languages: what stands for options, commands and values."""
    command.options_metavar = words(N_("[OPTIONS]"))
    for param in command.params:
        if param.type.name in VALUES:
            param.type = copy(param.type)
            param.type.name = words(VALUES[param.type.name])
    if isinstance(command, click.Group):
        more = N_("[COMMAND] [ARGS]...") if command.invoke_without_command else N_("COMMAND [ARGS]...")
        command.subcommand_metavar = words(more)
        for each in command.commands.values():
            _worded(each, words)


def run(arguments: Sequence[str], language: str) -> int:
    """Run one command line; the exit code."""
    bind(language)
    session = Session(Words(language))
    session.interruption.expect()
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
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except (BrokenPipeError, SystemExit):  # the latter is how click puts the same thing
        return _nobody_reads()
    except Exception as bug:  # noqa: BLE001 - the one place where a mistake of ours becomes a sentence and a report
        return session.tell(report(bug))


def _nobody_reads() -> int:
    # Whoever read our output has gone (head, less). Python would try once more, and complain, when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return 0
