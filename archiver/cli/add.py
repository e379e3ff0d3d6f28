"""``archiver add``: a company into the settings, once its books were opened and recognised."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archiver import disk
from archiver.cli import asking, files, plan, sealing
from archiver.cli.connecting import door
from archiver.cli.options import FOLDER, language, manner, packing, shared
from archiver.cli.session import Session
from archiver.errors import BadName, CompanyExists, IdentityTaken, NotRecognised, TargetMissing, WrongOption
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.model import Company


RIGHT = N_("Is that right? [y/N]")
CURRENCY = N_("Currency of the books, if they do not say: three letters.")
YEAR = N_("First day of the fiscal year, if the books do not say.")


def command(words: Words) -> click.Command:
    """Add a company to the settings."""

    @click.command("add", help=words(N_("Add a company to the settings, so that it can be exported by name.")))
    @click.argument("name", metavar=words(N_("NAME")))
    @click.option(
        "--books",
        required=True,
        metavar=words(N_("SOURCE:WHERE")),
        help=words(N_("Its books, or the path of their file or folder.")),
    )
    @click.option(
        "--drive",
        "drives",
        multiple=True,
        metavar=words(N_("NAME")),
        help=words(N_("Drive for its archives: a name of the settings, or a folder. May be repeated.")),
    )
    @click.option("--group", metavar="A/B", help=words(N_("Group that it belongs to.")))
    @click.option(
        "--documents", type=FOLDER, help=words(N_("Folder of the files that documents link to, to be packed."))
    )
    @language(words)
    @manner(words)
    @packing(words)
    @click.option("--country", metavar="CC", help=words(N_("Country, if the books do not say: two letters.")))
    @click.option("--home-currency", metavar=words(N_("CUR")), help=words(CURRENCY))
    @click.option(
        "--time-zone", metavar="ZONE", help=words(N_("Time zone, if the books do not say, such as America/Toronto."))
    )
    @click.option("--fiscal-year-start", metavar=words(N_("MM-DD")), help=words(YEAR))
    @click.option(
        "--separate", is_flag=True, help=words(N_("A series of its own for a copy of books that are archived already."))
    )
    @click.option("--yes", is_flag=True, help=words(N_("Do not ask whether tables were recognised rightly.")))
    @sealing.options(words, sealing.SEAL)
    @shared(words)
    @click.pass_obj
    def add(
        session: Session,
        /,
        name: str,
        books: str,
        drives: tuple[str, ...],
        *,
        separate: bool,
        yes: bool,
        password: bool,
        password_file: Path | None,
        **given: object,
    ) -> None:
        source, where = plan.source_of(books)
        from archiver.books import is_link

        _check(session, name, given)
        folders = {drive: _folder(session, drive) for drive in drives}
        company = _open(session, source, where, given.get("home_currency"), yes=yes)
        if not is_link(source, where):
            where = str(Path(where).expanduser().absolute())
        series = _identify(session, name, company, separate=separate)
        if sealed := sealing.new(session, asked=password, file=password_file):
            sealing.keep(session, name, sealed)
        from archiver import settings

        given["language"] = given["language"] or plan.lasting_language(session)
        named = [_drive(session, drive, folder) for drive, folder in folders.items()]
        values = {"books": f"{source}:{where}", "drives": tuple(named) or None, "series": series or None, **given}
        values["sealed"] = True if sealed else None
        settings.add_company(session.places.settings, name, values)
        session.result(company=name, books=f"{source}:{where}", called=company.name, settings=session.places.settings)
        session.say(N_("Added {name} for the books of: {called}"), name=name, called=company.name)
        session.say(N_("Settings: {path}"), path=session.places.settings)
        session.say(N_("Export it with: archiver export {name}"), name=name)

    return add


def _check(session: Session, name: str, given: dict[str, object]) -> None:
    """Everything that would make the settings wrong, before anything is written to them."""
    from archiver import settings

    if not settings.is_name(name):
        raise BadName(name=name)
    if name in session.settings.companies:
        raise CompanyExists(name=name, path=session.places.settings)
    documents = given.get("documents")
    if isinstance(documents, Path):
        if not disk.is_folder(documents):
            raise TargetMissing(path=documents)
        given["documents"] = documents.absolute()
    zone, start = given.get("time_zone"), given.get("fiscal_year_start")
    for option, value, right in (
        ("--time-zone", zone, not zone or settings.is_zone(str(zone))),
        ("--fiscal-year-start", start, not start or settings.month_day(str(start)) is not None),
        ("--country", given.get("country"), _letters(given.get("country"), 2)),
        ("--home-currency", given.get("home_currency"), _letters(given.get("home_currency"), 3)),
        ("--max-cabinet", size := given.get("max_cabinet"), size is None or settings.cabinet_size(str(size))),
    ):
        if not right:
            raise WrongOption(option=option, value=value)


def _letters(value: object, count: int) -> bool:
    return value is None or (isinstance(value, str) and len(value) == count and value.isalpha() and value.isupper())


def _open(session: Session, source: str, where: str, currency: object, *, yes: bool) -> Company:
    """Whose books; tables are shown as they were recognised, and added if that is confirmed."""
    from archiver.books import Shows, is_link
    from archiver.job import Job
    from archiver.order import Order
    from archiver.run import opened
    from archiver.whose import Known

    known = Known(home_currency=str(currency) if currency else None)
    job = Job(source, where, Order(known=known), door=door(session) if is_link(source, where) else None)
    with opened(job, session.places, session.clock, session.listener()) as (books, _):
        company = books.company()
        if isinstance(books, Shows):
            files.tell(session, books.seen())
            for note in company.notes:
                session.say("{note}", note=note)
            # Where nobody sits, what was recognised is shown, and stands in the log of whoever runs this.
            if not asking.is_sure(session, phrase(RIGHT), yes=yes or not sys.stdin.isatty()):
                raise NotRecognised(path=where)
        return company


def _identify(session: Session, name: str, company: Company, *, separate: bool) -> str:
    """What tells these books from copies of them: nothing, unless a series of its own was asked."""
    from archiver.catalogue import Catalogue, Identity

    with Catalogue(session.places.catalogue) as catalogue:
        taken = catalogue.by_identity(Identity(company.source, company.source_id))
        if separate:
            catalogue.company(Identity(company.source, company.source_id, name), name)
            return name
        if taken and taken.name and taken.name in session.settings.companies:
            raise IdentityTaken(name=taken.name)
        catalogue.company(Identity(company.source, company.source_id), name)
        return ""


def _folder(session: Session, drive: str) -> Path | None:
    """The folder that becomes a drive; None where the settings have ``drive``, ``UnknownDrive`` if it is neither."""
    folder = Path(drive).expanduser()
    if drive in session.settings.drives or not disk.is_folder(folder):
        session.settings.drive(drive)
        return None
    return folder.absolute()


def _drive(session: Session, drive: str, folder: Path | None) -> str:
    """The name of a drive of the settings; a folder becomes one, under its own name."""
    from archiver import settings
    from archiver.cabinet.file_name import folder_name

    if folder is None:
        return drive
    name = folder_name(folder.name)
    if name not in session.settings.drives:
        settings.add_drive(session.places.settings, name, {"kind": "folder", "folder": folder})
    return name
