"""What the Atelier du Fjord inc. says of itself."""

from __future__ import annotations

from tests.emulators.exchange import Json


def info() -> Json:
    """Who and where it is."""
    where = {"Id": "1", "Line1": "12, rue du Quai", "City": "Saguenay", "Country": "CA", "PostalCode": "G7H 1A1"}
    where["CountrySubDivisionCode"] = "QC"
    named = (("NeoEnabled", "true"), ("IndustryType", "Boat repair"), ("OfferingSku", "QuickBooks Online Plus"))
    return {
        "Id": "1",
        "CompanyName": "Atelier du Fjord inc.",
        "LegalName": "Atelier du Fjord inc.",
        "CompanyAddr": where,
        "LegalAddr": where,
        "CustomerCommunicationAddr": where,
        "PrimaryPhone": {"FreeFormNumber": "+1 418 555-0100"},
        "CompanyStartDate": "2023-02-01",
        "EmployerId": "123456789",
        "FiscalYearStartMonth": "November",
        "Country": "CA",
        "Email": {"Address": "bonjour@example.com"},
        "WebAddr": {},
        "SupportedLanguages": "fr,en",
        "DefaultTimeZone": "America/Toronto",
        "NameValue": [{"Name": name, "Value": value} for name, value in named],
    }


def preferences() -> Json:
    """What its owner has switched on."""
    custom = [{"Name": "SalesFormsPrefs.SalesCustomName1", "Type": "StringType", "StringValue": "No de coque"}]
    return {
        "Id": "1",
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "November",
            "UseAccountNumbers": True,
            "TaxYearMonth": "January",
            "ClassTrackingPerTxn": False,
            "ClassTrackingPerTxnLine": True,
            "TrackDepartments": True,
            "DepartmentTerminology": "Location",
            "BookCloseDate": "2023-10-31",
            "CustomerTerminology": "Customers",
        },
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityOnHand": True},
        "SalesFormsPrefs": {"CustomField": [{"CustomField": custom}], "AllowDiscount": True, "AllowEstimates": True},
        "VendorAndPurchasesPrefs": {"BillableExpenseTracking": True, "TrackingByCustomer": True},
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True, "WorkWeekStartDate": "Monday"},
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": False},
        "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "CAD"}},
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "OtherPrefs": {"NameValue": [{"Name": "SalesFormsPrefs.DefaultCustomerMessage", "Value": "Merci!"}]},
    }
