"""What is no JSON: the entitlements of a company, and documents as QuickBooks prints them."""

from __future__ import annotations

from tests.emulators.exchange import Answer
from tests.emulators.quickbooks.refusals import XML


def entitlements() -> Answer:
    """What the plan allows."""
    rights = (("1", "Multicurrency", "On"), ("2", "Class Tracking", "On"), ("3", "Payroll", "Off"))
    listed = "".join(
        f'<Entitlement id="{ref}"><name>{name}</name><term>{term}</term></Entitlement>' for ref, name, term in rights
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<EntitlementsResponse xmlns="http://schema.intuit.com/finance/v3"><QboCompany>true</QboCompany>'
        "<PlanName>QuickBooks Online Plus</PlanName><MaxUsers>5</MaxUsers><CurrentUsers>2</CurrentUsers>"
        f"<DaysRemainingTrial>0</DaysRemainingTrial>{listed}"
        '<Thresholds><Threshold id="ChartOfAccounts"><limit>250</limit></Threshold></Thresholds></EntitlementsResponse>'
    )
    return Answer(200, text.encode(), XML)


def printed_page(text: str) -> bytes:
    """The least that a program takes for a document of one page."""
    drawn = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font <</F1 5 0 R>> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()
