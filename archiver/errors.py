"""Every way to fail that we know of: what happened, what to do next, and the exit code.

An error carries facts; its two sentences, ``said`` and ``hint``, are templates that ``words`` puts into the reader's
language. Anything else that escapes is a bug.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from typing import ClassVar

from archiver.words import N_, Phrase, Words, phrase


class ArchiverError(Exception):
    """The root of our errors. Facts are named; ``said`` and ``hint`` may use them as ``{name}``."""

    said: ClassVar[str] = N_("Something went wrong.")
    hint: ClassVar[str] = N_("Run the same command again; if it happens twice, report it.")
    exit_code: ClassVar[int] = 1
    retriable: ClassVar[bool] = False

    def __init__(self, **facts: object) -> None:
        super().__init__(self.said)
        self.facts = facts

    def __str__(self) -> str:
        """What happened, in English: for logs and developers. People are told in their own language."""
        return Words("en").say(self.phrase)

    @property
    def phrase(self) -> Phrase:
        """What happened."""
        return Phrase(self.said, self.facts)

    @property
    def advice(self) -> Phrase:
        """What to do next."""
        return Phrase(self.hint, self.facts)


class Mistake(ArchiverError):
    """A mistake of this program; ``path`` is a file that says where it is."""

    said = N_("This is a mistake of archiver ({name}). Please report it with the file {path}.")


class UnreportedMistake(Mistake):
    """One of which no report could be written."""

    said = N_("This is a mistake of archiver ({name}), and no report of it could be written.")
    hint = N_("Make room for temporary files. Then run the same command again; if it happens twice, report it.")


# 2: the person can fix it


class YouCanFixIt(ArchiverError):
    """Settings, arguments, places: something that the person typed or chose."""

    said = N_("That cannot be done as asked.")
    hint = N_("Read the command's --help.")
    exit_code = 2


class WrongSettings(YouCanFixIt):
    """All the mistakes of the settings file at once; ``mistakes`` are phrases with their place."""

    said = N_("{path} has mistakes:{listed}")
    hint = N_("Correct these lines; nothing was run.")

    def __init__(self, path: object, mistakes: Sequence[Phrase]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(path=path, listed=self.mistakes)


class NothingNamed(YouCanFixIt):
    said = N_("Name one company of {path}, or give --books, and not both.")
    hint = N_("archiver export NAME, or: archiver export --books FILE --to FOLDER")


class BadName(YouCanFixIt):
    said = N_("{name} cannot be the name of a company or a drive.")
    hint = N_("Take letters, digits, dashes, dots and underscores, at most 64.")


class WrongOption(YouCanFixIt):
    """``forms`` are what values of options look like; an option that has none is explained by the help."""

    said = N_("{value} is no value for {option}.")
    hint = N_("Read the command's --help.")
    forms: ClassVar[Mapping[str, str]] = {
        "--at": N_("A time looks like 02:00: hours from 00 to 23, and minutes."),
        "--country": N_("A country is two capital letters, like CH."),
        "--fiscal-year-start": N_("The first day of a fiscal year is a month and a day, like 04-01."),
        "--from": N_("A day looks like 2026-03-31."),
        "--home-currency": N_("A currency is three capital letters, like CHF."),
        "--max-cabinet": N_("A size looks like 700M; it is from 2M to 2G."),
        "--time-zone": N_("A time zone looks like America/Toronto or Europe/Zurich."),
        "--until": N_("A day looks like 2026-03-31."),
    }

    @property
    def advice(self) -> Phrase:
        """What a value of that option looks like."""
        return Phrase(self.forms.get(str(self.facts["option"]), self.hint), self.facts)


class PeriodReversed(YouCanFixIt):
    said = N_("The period would end on {until}, before it begins, on {start}.")
    hint = N_("Give the first day with --from and the last one with --until.")


class UnknownLanguage(YouCanFixIt):
    said = N_("{value} is no language of the screen.")
    hint = N_("Choose one of these: {known}")


class UnknownCompany(YouCanFixIt):
    said = N_("There is no company called {name} in {path}.")
    hint = N_("Companies there: {known}. Add one with: archiver add NAME --books SOURCE:WHERE")


class UnknownGroup(YouCanFixIt):
    said = N_("There is no group called {name} in {path}.")
    hint = N_('Groups there: {known}. A company joins one by its settings: group = "Organisation/Group"')


class OneCompanyOnly(YouCanFixIt):
    said = N_("{option} is for one company, and several were named.")
    hint = N_("Leave it out, or export that company by itself.")


class NotScheduled(YouCanFixIt):
    said = N_("{name} has no schedule.")
    hint = N_("Make one with: archiver schedule {name} daily --at 02:00")


class NotAgreed(YouCanFixIt):
    said = N_("That was not {typed}: nothing was changed.")
    hint = N_("Run it again, and type just that, to go on.")


class UnknownDrive(YouCanFixIt):
    said = N_("There is no drive called {name} in {path}.")
    hint = N_("Drives there: {known}. Give the path of a folder, or link one with: archiver link")


class CompanyExists(YouCanFixIt):
    said = N_("A company called {name} is already in {path}.")
    hint = N_("Choose another name, or edit that file.")


class DriveExists(YouCanFixIt):
    said = N_("A drive called {name} is already in {path}.")
    hint = N_("Choose another name, or edit that file.")


class IdentityTaken(YouCanFixIt):
    said = N_("These books are already archived under the name {name}.")
    hint = N_("Use that name, or add --separate if this copy is to have a series of archives of its own.")


class UnknownSource(YouCanFixIt):
    said = N_("{where} names no books that this program can read.")
    hint = N_("Write SOURCE:WHERE with one of these sources: {known}; or the path of a GnuCash file.")


class NotABook(YouCanFixIt):
    said = N_("{path} is not a GnuCash book: {reason}")
    hint = N_("Choose the file that GnuCash opens: SQLite, or XML (plain or compressed).")


class NoTables(YouCanFixIt):
    said = N_("{path} has no table that can be read: {reason}")
    hint = N_(
        "Name a folder of tables, or one table, that your accounting system exported: CSV, Excel (.xlsx), DBF or IIF."
    )


class NotBooks(YouCanFixIt):
    said = N_("{path} is a cabinet (.cab), and no books.")
    hint = N_("Name the books themselves. To look inside a cabinet that archiver made: archiver open {path}")


class FilesRefused(YouCanFixIt):
    """All that keeps a folder of files from being read, at once; ``listed`` are phrases with file, line and reason."""

    said = N_("The files of {path} cannot be read as they are:{listed}")
    hint = N_(
        "Mend them, or say in archiver.toml beside them how they are to be read; archiver files --draft writes one."
    )


class FilesStillRefused(FilesRefused):
    """The same, once ``mapping`` was drafted."""

    said = FilesRefused.said
    hint = N_("Mend them, or correct {mapping}; then see what they are read as: archiver files {path}")


class NotABusiness(YouCanFixIt):
    said = N_("{path} is no business of Manager: {reason}")
    hint = N_("Choose the file that Manager itself opens, whose name ends with .manager, or a backup that it made.")


class MappingExists(YouCanFixIt):
    said = N_("{path} is there already, and was not written again.")
    hint = N_("Edit it; or move it away, and run the same command again.")


class TargetMissing(YouCanFixIt):
    said = N_("The folder {path} does not exist.")
    hint = N_("Make it first, or name another folder.")


class TargetNotWritable(YouCanFixIt):
    said = N_("Nothing can be written in {path}: {reason}")
    hint = N_("Choose a folder that you may write in, with --to.")


class NameRefused(YouCanFixIt):
    said = N_("{name} is no name for a file in {path}: it would lie elsewhere, or not on every system.")
    hint = N_("Give names without drive letters, backslashes, empty parts or dots that lead out of the folder.")


class CommandRefused(YouCanFixIt):
    said = N_("{value} cannot be written into a schedule of the system: it has a character that is no text.")
    hint = N_("Give that file or folder another name, without line breaks, then run the same command again.")


class FileNotFound(YouCanFixIt):
    said = N_("{path} does not exist.")
    hint = N_("Check the spelling, and that the disk or network folder is there.")


class NoArchiveThere(YouCanFixIt):
    said = N_("There is no archive in the folder {path}.")
    hint = N_("Name a folder that holds .cab files, one of these files, or a company.")


class FileNotReadable(YouCanFixIt):
    said = N_("{path} cannot be read: {reason}")
    hint = N_("Check that you may read it.")


class WrongApplicationKeys(YouCanFixIt):
    said = N_("{path} holds no application keys for {service} that can be used: {reason}")
    hint = N_("credentials.example.json shows how it looks; {page} how to get the keys.")


class NoApplicationKeys(YouCanFixIt):
    said = N_("There are no application keys for {service} yet.")
    hint = N_("{page} says how to get them, once. Then give the file with: --credentials FILE")


class RedirectNeeded(YouCanFixIt):
    said = N_("With production keys, Intuit sends the browser back to an https page of yours, and none was given.")
    hint = N_("{page} says how to make it, once. Then give its address: --redirect https://…")


class RedirectRefused(YouCanFixIt):
    said = N_("{address} is no address that Intuit would send a browser back to.")
    hint = N_("Production keys take an https page of yours, development keys http://localhost:PORT/ too: see {page}")


class PortTaken(YouCanFixIt):
    said = N_("The browser cannot come back to port {port} of this machine: another program listens there.")
    hint = N_("End the program that has it; or enter another http://localhost:PORT/ at Intuit, and give it: --redirect")


class LinkExists(YouCanFixIt):
    said = N_("There is a link called {name} already.")
    hint = N_("Take another name with --as; or make that link anew: archiver relink {name}")


class NothingToLink(YouCanFixIt):
    said = N_("{name} is reached without a link: its kind is {kind}.")
    hint = N_("To use it no longer, take the table [drive.{name}] out of {path}.")


class ProgramMissing(YouCanFixIt):
    said = N_("The program {name} is not on this machine.")
    hint = N_("Install it from {address}, then run the same command again; or give its path with --program.")


class UnknownRemote(YouCanFixIt):
    said = N_("rclone has no remote called {name}.")
    hint = N_("Remotes that it has: {known}. Make one with: rclone config")


class RemoteRefused(YouCanFixIt):
    said = N_("{name} is no remote that can be used: it spells out a secret, or begins with a dash.")
    hint = N_("Make a remote with: rclone config. It keeps the secrets. Then give its name, as in pcloud:archives.")


class GuestNeeded(YouCanFixIt):
    said = N_("It is not clear who is to be let in.")
    hint = N_("Give one e-mail address; or, for a link that opens for whoever has it, --anyone-with-the-link.")


class NoAddress(YouCanFixIt):
    said = N_("{value} is no e-mail address.")
    hint = N_("An address looks like name@firm.example.")


class BadPing(YouCanFixIt):
    """The address is not shown: it may be a secret with one letter too many."""

    said = N_("That is no address that can be pinged.")
    hint = N_("Copy it whole from the page of your monitor. It begins with https:// and has no password before an @.")


class LoginInClear(YouCanFixIt):
    said = N_("{service} would be told the password where others can listen.")
    hint = N_("Give --security starttls or tls; a login without either is for a server on this very machine.")


class NoSecret(YouCanFixIt):
    said = N_("A password or an address was asked for, and none was given.")
    hint = N_("Type it when it is asked for; or put it in a file that only you may read, and add: < FILE")


class PasswordRefused(YouCanFixIt):
    said = N_("That cannot be the password of an archive: {reason}")
    hint = N_("Take a sentence of several words, or twelve characters and more that every keyboard has.")


class PasswordsDiffer(YouCanFixIt):
    said = N_("The two passwords are not the same. Nothing was done.")
    hint = N_("Run it again, and type the same password twice.")


class PasswordExposed(YouCanFixIt):
    said = N_("Others on this machine may read the password in {path}.")
    hint = N_("Close it to everybody but you: chmod 600 {path}. Take another password if somebody may have read it.")


class NoPassword(YouCanFixIt):
    said = N_("Archives of {name} are sealed, and no password for them is kept here.")
    hint = N_("Keep it with: archiver password {name} set; or give it for this time: --password-file FILE")


class WrongPassword(YouCanFixIt):
    said = N_("{path} does not open with that password.")
    hint = N_("Capital letters and accents count. There is no other way in: ask whoever sealed it.")


class Sealed(YouCanFixIt):
    said = N_("{path} is sealed with a password.")
    hint = N_("Give it with: --password-file FILE; or keep it for its company: archiver password NAME set")


class NoNotices(YouCanFixIt):
    said = N_("Nobody is told of anything yet.")
    hint = N_("Set it up with: archiver notify email; or with: archiver notify ping")


class DayIsPast(YouCanFixIt):
    said = N_("{day} is not in the future.")
    hint = N_("Give the last day on which the guest may read, such as 2027-03-31.")


class UnknownArchive(YouCanFixIt):
    said = N_("{name} is no archive that the catalogue knows, and no company with one.")
    hint = N_("See them with: archiver list")


class NoArchiveThen(YouCanFixIt):
    said = N_("No whole archive of {name} had been finished by {moment}.")
    hint = N_("The oldest one was finished on {oldest}. See them with: archiver list {name}")


class OnlyOneArchive(YouCanFixIt):
    said = N_("{name} has fewer than two archives: there is nothing to compare yet.")
    hint = N_("Name two archives, by file, name or digest; or make another one: archiver export {name}")


class NotAMoment(YouCanFixIt):
    said = N_("{value} is no moment that can be understood.")
    hint = N_(
        'Write it like "2026-03-31 18:00", in the time of this machine, or with an offset: "2026-03-31 18:00-04:00".'
    )


class NotRecognised(YouCanFixIt):
    said = N_("Nothing was added: the tables of {path} were not recognised rightly.")
    hint = N_("Write down how they are to be read, correct that, and add them again: archiver files {path} --draft")


class NotTogether(YouCanFixIt):
    said = N_("These options do not go together: {options}")
    hint = N_("Leave out what you do not need. Changes are always those of all the books of a company of the settings.")


class NotAYear(YouCanFixIt):
    said = N_("{value} is no fiscal year.")
    hint = N_("Write it like 2025, or like 2025-2026 where the fiscal year spans two calendar years.")


class UnknownKind(YouCanFixIt):
    said = N_("The archives of {name} have no documents called {kind}.")
    hint = N_("They have these:{known}")


class UnknownRecord(YouCanFixIt):
    said = N_("{kind}: no archive of {name} has the number or identifier {text}.")
    hint = N_("The nearest numbers are: {known}")
    bare: ClassVar[str] = N_("Look it up in the workbooks: its number, or its identifier in the column of that name.")

    @property
    def advice(self) -> Phrase:
        """The nearest numbers, where that kind of documents has any."""
        return super().advice if self.facts.get("known") else Phrase(self.bare)


class SeveralArchives(YouCanFixIt):
    said = N_("There are several archives called {name}.")
    hint = N_("Say which one by its digest: {known}")


class SeveralCompanies(YouCanFixIt):
    said = N_("There are archives of several companies that are called {name}.")
    hint = N_(
        "Give one of them another name with: archiver add NAME --books SOURCE:WHERE; then export it once. Two archives "
        "are compared by their files; archiver list shows these."
    )


class NotDeposited(YouCanFixIt):
    said = N_("{name} does not lie on a drive yet: {names}")
    hint = N_("Add a drive to its company, and run: archiver export. What is still to be deposited is finished then.")


class WhichDrive(YouCanFixIt):
    said = N_("{name} lies on several drives that can share it: {known}")
    hint = N_("Say which one, with --drive NAME.")


class CannotShare(YouCanFixIt):
    said = N_("This drive cannot share: {names}")
    hint = N_("Google Drive and Dropbox can (archiver link). What lies in a folder is sent as any other file is.")


class BadPolicy(YouCanFixIt):
    said = N_("{value} does not say which archives to keep.")
    hint = N_("Write it like: 90 days, 24 months, all years. To keep every archive, write: everything")


class NoTrash(YouCanFixIt):
    said = N_("{where} has no trash that an archive could be taken back from: {reason}")
    hint = N_("Nothing is ever deleted for good, so it stays where it is. Move it away yourself, or keep it.")


class UnknownShare(YouCanFixIt):
    said = N_("There is no share with the number {id}.")
    hint = N_("See them with: archiver shares")


class NothingToReset(YouCanFixIt):
    said = N_("The series of {name} has no archive yet: there is nothing to begin anew.")
    hint = N_("Make its first archive with: archiver export {name}")


class NothingToRecover(YouCanFixIt):
    said = N_("There is no reset of {name} that could be undone.")
    hint = N_("See its archives with: archiver list {name}")


class UnsafeAddress(YouCanFixIt):
    said = N_("{address} is no address that a key may be sent to.")
    hint = N_("Give one that begins with https://, without name or password in it; http:// only for this machine.")


class NobodyToAsk(YouCanFixIt):
    said = N_("Somebody has to confirm this, and nobody is at the keyboard.")
    hint = N_("Add --yes to confirm beforehand.")


class WhichBusiness(YouCanFixIt):
    said = N_("This login may read several businesses: {known}")
    hint = N_("Nothing was changed. Name one of them, and link again: --business NAME")


class UnknownBusiness(YouCanFixIt):
    said = N_("This login may read no business that is called {name}. It may read: {known}")
    hint = N_("Nothing was changed. Write its name as it is written there, or its id, and link again.")


class OtherAccount(YouCanFixIt):
    said = N_("{name} is linked to {known}, but {account} was chosen.")
    hint = N_("Nothing was changed. Choose the same account, or link this one under another name with --as.")


class VaultExposed(YouCanFixIt):
    said = N_("{path} holds secrets, and others on this machine may read or change it.")
    hint = N_("Close it to everybody but you: chmod {mode} {path}. Then link again, for somebody may have read it.")


class VaultLocked(YouCanFixIt):
    said = N_("The secrets in {path} cannot be opened: {reason}")
    hint = N_("Give the key that they were put away with, in ARCHIVER_VAULT_KEY_FILE or ARCHIVER_VAULT_KEY.")


class VaultDamaged(YouCanFixIt):
    said = N_("The secret {name} is damaged where it is kept.")
    hint = N_("If it is a link, run: archiver relink {name}. If it is application keys, add --credentials FILE.")


class VaultReadOnly(YouCanFixIt):
    said = N_("The secret {name} is given by the system in {path}, where this program only reads.")
    hint = N_("Change it where it comes from, or run without it.")


class VaultUnusable(YouCanFixIt):
    said = N_("The system's keyring cannot be used: {reason}")
    hint = N_('Keep secrets in a private file instead: --vault file, and vault = "file" under [defaults].')


class NeverRestores(YouCanFixIt):
    said = N_("archiver never restores: an archive is a read-only copy of history, and nothing here writes into books.")
    hint = N_(
        "To look something up, run: archiver open ARCHIVE. To bring a company back, use the backup of your accounting "
        "system (GnuCash: a copy of its file; QuickBooks Online: Settings > Back up company; Manager: Backup)."
    )


# 3: some of the books could not be read


class Incomplete(ArchiverError):
    """The archive was made and says what is not in it."""

    said = N_("Some of the books could not be read: {families}. The archive says so on its Controls sheet.")
    hint = N_("See the Controls sheet, mend the cause, and export again.")
    exit_code = 3


class Shortfall(Incomplete):
    """One family could not be read, or not whole, for a ``reason``; the others still can. ``status`` is that of a
    reading: this one, and those below.
    """

    said = N_("{family} could not be read whole: {reason}")
    status: ClassVar[str] = "partial"


class FamilyFailed(Shortfall):
    said = N_("{family} could not be read: {reason}")
    status = "failed"


class FamilyNotOffered(Shortfall):
    """The source, or its plan, does not have it: nothing is missing from the archive."""

    said = N_("{family} is not offered: {reason}")
    status = "not_offered"
    exit_code = 0


class FindingsWithStrict(ArchiverError):
    said = N_("The archive was made; with --strict, findings in the books are an error. Findings: {count}")
    hint = N_("They are listed on the Controls sheet.")
    exit_code = 3


# 4: a service, a disk or a book does not do what it should


class ServiceError(ArchiverError):
    """Something that we depend on refuses or fails."""

    said = N_("{service} does not answer as it should: {reason}")
    hint = N_("Try again later.")
    exit_code = 4


class Unreachable(ServiceError):
    said = N_("{service} cannot be reached: {reason}")
    hint = N_("Check the network (and any page to sign in to it), then run the same command again.")
    retriable = True


class Throttled(ServiceError):
    """``wait`` is how many seconds the service asks for, or None."""

    said = N_("{service} asks to wait before more is sent.")
    hint = N_("Run the same command again in some minutes.")
    retriable = True


class Unwell(ServiceError):
    said = N_("{service} has a problem of its own: {reason}")
    hint = N_("Run the same command again later.")
    retriable = True


class TooMuchAsked(Unwell):
    """The service gave up on something that may be asked for in smaller parts."""

    said = N_("{service} cannot answer so much at once.")


class Refused(ServiceError):
    said = N_("{service} refuses: {reason}")
    hint = N_("Check what the account and its plan allow, then run the same command again.")


class NotIncluded(Refused):
    """What was asked for is not in the plan or the country of these books, or the service does not know it at all."""

    said = N_("{service} does not have that in these books: {reason}")


class LoginRefused(ServiceError):
    said = N_("{service} does not let {user} send: status {status}")
    hint = N_("Give --user and the password again: archiver notify email. Many services want an app password there.")


class Missing(ServiceError):
    said = N_("{service} has no {name}.")
    hint = N_("See whether it was moved or deleted there.")


class DriveFull(ServiceError):
    said = N_("{service} has no room for {name}: {size} bytes are needed, {free} are free.")
    hint = N_("Free some space there, or get more, then run the same command again; the archive is kept here.")


class Unintelligible(ServiceError):
    said = N_("{service} gave an answer that makes no sense: {reason}")
    hint = N_("Run the same command again; if it happens twice, report it.")


class SchedulerUnreachable(ServiceError):
    said = N_("{system} does not take a schedule here: {reason}")
    hint = N_("Install by hand what the same command shows with --print; or let archiver run --loop run all the time.")


class NotRevoked(ServiceError):
    said = N_("The link {name} was not ended, because {service} could not be told: {reason}")
    hint = N_("Nothing was forgotten. Run it again later; or add --force, and end the link yourself at {manage}")
    retriable = True


class BookDamaged(ServiceError):
    said = N_("{path} is damaged: {reason}")
    hint = N_("Open it in GnuCash, which can repair it (Actions > Check & Repair), or take one of its own backups.")


class BookHostile(ServiceError):
    said = N_("{path} is refused, because it does what no honest book does: {reason}")
    hint = N_("Do not open this file with other programs; ask where it comes from.")


class BookTooOld(ServiceError):
    said = N_("{path} was written by a GnuCash that is too old: {reason}")
    hint = N_("Open and save it with a current GnuCash, then export again.")


class BookBusy(ServiceError):
    said = N_("{path} is open in GnuCash and changed while it was being read.")
    hint = N_("Save and close it in GnuCash, then run the same command again.")
    retriable = True


class FilesChanging(ServiceError):
    said = N_("{path} changed while it was being read.")
    hint = N_("Wait until whatever writes it has finished, then run the same command again.")
    retriable = True


class BusinessDamaged(ServiceError):
    said = N_("{path} is damaged: {reason}")
    hint = N_("Open it in Manager, or take one of the backups that Manager made.")


class BusinessBusy(ServiceError):
    said = N_("{path} changed while it was being read.")
    hint = N_("Close Manager, then run the same command again.")
    retriable = True


class NoSpace(ServiceError):
    said = N_("The disk that holds {path} is full.")
    hint = N_("Free some space, then run the same command again; nothing half-written was left.")


class HelperLost(ServiceError):
    """A process of our own that was killed, most likely for want of memory."""

    said = N_("A process that was at work on this archive was ended from outside.")
    hint = N_("Nothing was kept. Run the command again, with more memory if this happens twice.")


class HelpersDiffer(ServiceError):
    """Processes of our own that share the work on a table, and did not find the same in it."""

    said = N_("Processes that read the same books together did not find the same in them.")
    hint = N_("Nothing was kept. See that nobody writes those books meanwhile, then run the same command again.")


class AlreadyThere(ServiceError):
    said = N_("{path} already exists and holds something else.")
    hint = N_("Nothing was overwritten. Move that file away, or export to another folder.")


class FolderTaken(AlreadyThere):
    said = N_("{path} is there already, and is not what this archive holds.")
    hint = N_("Nothing was overwritten. Move it away, or unpack into another folder with: --to FOLDER")


class OtherCopy(AlreadyThere):
    said = N_("{name} on {drive} is the same archive as {path}, in other bytes: signed since, or packed again.")
    hint = N_("Both are undamaged. That it lies there was not entered; move one of the two away if you want but one.")


class CatalogueDamaged(ServiceError):
    said = N_("The catalogue {path} is damaged: {reason}")
    hint = N_("Your archives are not touched. Make the catalogue anew from them with: archiver catalogue rebuild")


class CatalogueTooNew(ServiceError):
    said = N_("The catalogue {path} was written by a newer archiver (its version {version}; this one knows {known}).")
    hint = N_("Update archiver on this machine, then run the same command again.")


class TooLarge(ServiceError):
    said = N_("The archive would be {size} bytes; a cabinet holds less than 2 GiB.")
    hint = N_("Leave out the documents (without --documents), or export a shorter period with --until.")


class TooManyFiles(TooLarge):
    said = N_("The archive would hold {count} files; a cabinet holds at most {limit}.")


class FileChanged(ServiceError):
    said = N_("{path} changed while it was being packed.")
    hint = N_("Nothing was kept. Close the programs that use that file, then run the same command again.")
    retriable = True


# 5: what was written is not what was read


class IntegrityError(ArchiverError):
    """An archive is not what it should be."""

    said = N_("{path} is not as it was written.")
    hint = N_("Do not rely on it; take another copy of the same archive.")
    exit_code = 5


class CabinetDamaged(IntegrityError):
    said = N_("{path} is not a sound cabinet: {reason}")
    hint = N_("Do not rely on it; take another copy of the same archive, or have it sent again.")


class CabinetRefused(IntegrityError):
    said = N_("{path} is refused: {reason}")
    hint = N_("archiver did not write it. If you trust it all the same, 7-Zip or cabextract open ordinary cabinets.")


class DigestMismatch(IntegrityError):
    said = N_("{path} was damaged or altered: {listed}")
    hint = N_("Do not rely on it; take another copy of the same archive.")


class DepositAltered(IntegrityError):
    said = N_("{name} on {drive} is not what was deposited there.")
    hint = N_("Do not rely on it. Its copy here is {path}: check that with archiver verify, and move the other away.")


class ChainBroken(IntegrityError):
    said = N_("{company}, series {series}: the chain of archives is broken:{listed}")
    hint = N_(
        "Look for the archives that are missing on your other drives and machines; of two that differ, keep both."
    )


class DepositMissing(IntegrityError):
    said = N_("{name} is no longer on {drive}.")
    hint = N_("The next export of its company deposits it again from {path}. See who took it away.")


class DepositTrashed(DepositMissing):
    said = N_("{name} is in the trash of {drive}, or was moved out of our folder.")


class TallyMismatch(IntegrityError):
    said = N_("What was written differs from what was read: {listed}")
    hint = N_("Nothing was kept. Run the same command again; if it happens twice, report it.")


# 6: a link to a service is missing or over


class NotLinked(ArchiverError):
    """No grant, or one that has ended."""

    said = N_("{name} is not linked.")
    hint = N_("Run: archiver relink {name}")
    exit_code = 6


class LinkedElsewhere(NotLinked):
    said = N_("The link {name} is one to {linked}, and no other service is shown it.")
    hint = N_("Correct the kind or the link of that drive in the settings.")


class GrantExpired(NotLinked):
    said = N_("The link {name} ended on {day}, as {service} had said it would.")
    hint = N_("Run: archiver relink {name}. {page} says how to get links that last.")


class GrantRevoked(NotLinked):
    said = N_("{service} no longer accepts the link {name}: it was revoked, or has ended.")
    hint = N_("Run: archiver relink {name}")


class AccessStale(NotLinked):
    """An access token that is no longer accepted; the link may still be good for another one."""

    said = N_("{service} does not accept the access that the link {name} gives.")
    hint = N_("Run: archiver relink {name}")


class KeyRefused(NotLinked):
    said = N_("{service} does not accept the key of the link {name}: it was deleted there, or never was one.")
    hint = N_("Have a key made there, and run: archiver relink {name}")


class KeyLinkMissing(NotLinked):
    said = N_("{name} is not linked, so nobody knows where its books are.")
    hint = N_("Run: archiver link {kind} --at ADDRESS --as {name}")


class AccessTaken(NotLinked):
    said = N_("{service} no longer lets the link {name} in: {reason}")
    hint = N_("Whoever linked must be an administrator of that company. Then run: archiver relink {name}")


class WrongEnvironment(NotLinked):
    said = N_("{service} refuses the keys of the link {name}: development keys open sandbox companies only.")
    hint = N_("Link again with the keys that belong to that company: archiver link quickbooks --as {name}")


class SubscriptionEnded(NotLinked):
    said = N_("{service} gives nothing of the company of the link {name}: its subscription has ended.")
    hint = N_("Renew the subscription there, even for a month. Archives that were made before are not touched.")


class LinkRefused(NotLinked):
    said = N_("No link was made: the answer to {service} was no.")
    hint = N_("Nothing was changed. To link after all, run the same command again and allow it.")


class LinkTimedOut(NotLinked):
    said = N_("No link was made: no answer came in time.")
    hint = N_("Run the same command again. On a machine without a browser, add --paste.")


class CodeRefused(NotLinked):
    said = N_("{service} does not accept that code or address: {reason}")
    hint = N_("A code is good once, and for some minutes. Run the same command again for a new one.")


class ScopesMissing(NotLinked):
    said = N_("{service} linked the account, but without these permissions: {scopes}")
    hint = N_("Nothing was kept. Run the same command again, and leave every box ticked (Dropbox: see docs).")


class RemoteNotLinked(NotLinked):
    said = N_("rclone is no longer let in to {name}: its link has ended, or was revoked.")
    hint = N_("Run: rclone config reconnect {name}:")


# 7: another run has what this one needs


class Busy(ArchiverError):
    """Another run of the same company is under way."""

    said = N_("Another export of {name} is running.")
    hint = N_("Wait for it to end, then run the same command again.")
    exit_code = 7
    retriable = True


class CatalogueBusy(Busy):
    said = N_("Another run is writing in the catalogue {path}.")


class RebuildBusy(Busy):
    said = N_("Another run is making the catalogue anew from {name}.")


class LinkBusy(Busy):
    said = N_("Another run is renewing the link {name}, and does not come to an end.")


# 8: for monitors


class Stale(ArchiverError):
    said = N_("The last archive is too old, or lies not where it should, or there is none: {names}")
    hint = N_("Run: archiver export NAME, and see why it did not happen by itself.")
    exit_code = 8


_REFUSALS = {
    errno.EACCES: N_("you may not do that there"),
    errno.EPERM: N_("you may not do that there"),
    errno.EROFS: N_("that disk can only be read"),
    errno.ENOENT: N_("it is not there"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.ENAMETOOLONG: N_("its name is too long for that disk"),
    errno.ELOOP: N_("its links lead round in a circle"),
    errno.EIO: N_("the disk fails"),
    errno.EBUSY: N_("another program is using it"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ETIMEDOUT: N_("the network disk does not answer"),
}


def because(error: OSError) -> Phrase:
    """Why the operating system refused: in the reader's words, or in the system's own where we have none."""
    known = _REFUSALS.get(error.errno or 0)
    return phrase(known) if known else phrase("{system}", system=error.strerror or error)


EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, N_("done; what the books themselves have to say is on the Controls sheet")),
    (1, N_("a mistake of this program: one sentence and a report file")),
    (2, N_("something to correct: arguments, settings, not a book, no such folder")),
    (3, N_("the archive was made, but some of the books could not be read")),
    (4, N_("a damaged or busy book, a full disk, a name taken, a service that fails")),
    (5, N_("an archive is damaged or altered")),
    (6, N_("a link to a service is missing or has ended")),
    (7, N_("another export of the same company is running")),
    (8, N_("the last archive is too old (status)")),
    (130, N_("interrupted")),
    (143, N_("told to stop by another program")),
)
