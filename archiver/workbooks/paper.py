"""The page that a sheet is printed on: A4 or Letter, margins, titles, and the footer that says what this is."""

from __future__ import annotations

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from archiver.words import N_
from archiver.workbooks.edition import Edition
from archiver.workbooks.text import guarded, plain

LETTER_COUNTRIES = {"CA", "US", "MX"}
FOOTER = 255


def lay_out(worksheet: Worksheet, edition: Edition, *, landscape: bool) -> None:
    """One page wide, on the paper of the company's country, with the mark on every page."""
    worksheet.page_setup.orientation = "landscape" if landscape else "portrait"
    worksheet.page_setup.paperSize = 1 if _letter(edition) else 9
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = worksheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.8, 0.3, 0.4
    foot = HeaderFooterItem()
    foot.left.text, foot.center.text, foot.right.text = footer(edition)
    worksheet.HeaderFooter.oddFooter = foot


INCREMENTAL = N_("INCREMENTAL")


def footer(edition: Edition) -> tuple[str, str, str]:
    """Company, sheet and page, mark: within the 255 characters that a footer holds, whatever the company is called."""
    words = edition.words
    mark = words.mark
    if edition.type == "incremental":
        mark = f"{words(INCREMENTAL)} · {mark}"
    company = guarded(plain(edition.company.name, 60)).replace("&", "&&")
    return company, "&A – &P / &N", mark


def _letter(edition: Edition) -> bool:
    country = edition.company.country
    return country.upper() in LETTER_COUNTRIES if country else edition.language == "fr-CA"
