"""The page that a sheet is printed on: A4 or Letter, margins, titles, and the footer that says what this is."""

from __future__ import annotations

from math import ceil

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from archiver.words import N_, phrase
from archiver.workbooks.edition import Edition
from archiver.workbooks.text import guarded, plain

LETTER_COUNTRIES = {"CA", "US", "MX"}
FOOTER = 255
READABLE = 300
"""So many digits beside each other on a landscape page are still large enough to read."""


def lay_out(worksheet: Worksheet, edition: Edition, *, landscape: bool, tall: int = 0, breadth: float = 0) -> None:
    """On the paper of the company's country, with the mark on every page; one page wide, if its letters can be read.

    ``tall`` is how many pages it may take, 0 for as many as need be; ``breadth`` is that of its columns in digits. On
    several pages side by side, each begins with the first two columns.
    """
    across = max(1, ceil(breadth / READABLE))
    if across > 1:
        worksheet.print_title_cols = "A:B"
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.paperSize = 1 if is_letter(edition) else 9
    worksheet.page_setup.fitToWidth, worksheet.page_setup.fitToHeight = across, tall
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = worksheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.8, 0.3, 0.4
    foot = HeaderFooterItem()
    foot.left.text, foot.center.text, foot.right.text = footer(edition)
    worksheet.HeaderFooter.oddFooter = foot


INCREMENTAL = N_("INCREMENTAL")
SINCE = N_("INCREMENTAL since {moment}")


def incremental(edition: Edition) -> str:
    """What an archive of changes is called wherever it stands."""
    words = edition.words
    if edition.since is None:
        return words(INCREMENTAL)
    return words.say(phrase(SINCE, moment=edition.since.astimezone(edition.zone)))


def footer(edition: Edition) -> tuple[str, str, str]:
    """Company, sheet and page, mark: within the 255 characters that a footer holds, whatever the company is called.

    Since when an incremental archive tells is on its cover: the three stand side by side on a portrait page.
    """
    words = edition.words
    mark = words.mark
    if edition.type == "incremental":
        mark = f"{words(INCREMENTAL)} · {mark}"
    company = guarded(plain(edition.company.name, 60)).replace("&", "&&")
    return company, "&A – &P / &N", mark


def is_letter(edition: Edition) -> bool:
    """Whether the company's country prints on Letter, and not on A4."""
    country = edition.company.country
    return country.upper() in LETTER_COUNTRIES if country else edition.language == "fr-CA"
