# ruff: noqa: E501  (rows as they stand in the exports)
"""Exports of accounting and invoicing systems, read with their own meaning."""

from datetime import date

from tests.intake.files import failure, read, refusals, warnings
from tests.intake.formats.told import payments, rows, told

XERO = (
    "ContactName,EmailAddress,POAddressLine1,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,"
    "TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,"
    "AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,Currency,Type,Sent,Status\n"
)
ZOHO = (
    "Invoice Date,Invoice ID,Invoice Number,Estimate Number,Invoice Status,Customer Name,Company Name,Customer ID,"
    "Due Date,PurchaseOrder,Template Name,Currency Code,Item Name,Item Desc,Quantity,Item Price,Item Total,SubTotal,"
    "Total,Balance,Shipping Charge,Subject,Billing Phone\n"
)
WAVE = (
    "Transaction ID,Transaction Date,Account Name,Transaction Description,Transaction Line Description,"
    "Amount (One column), ,Debit Amount (Two Column Approach),Credit Amount (Two Column Approach),"
    "Other Accounts for this Transaction,Customer,Vendor,Invoice Number,Bill Number,Notes / Memo,"
    "Amount Before Sales Tax,Sales Tax Amount,Sales Tax Name,Transaction Date Added,Transaction Date Last Modified,"
    "Account Group,Account Type,Account ID\n"
)
INVOICE2GO = (
    "Id,AccountId,State,LastUpdated,CreatedDate,DocumentDate,DocumentNumber,Comment,Name,EmailRecipient,DocumentStatus,"
    "OutputStatus,PartPayment,StyleName,DatePaid,Taxes,Payments,Items,CurrencyCode,TotalAmount,BalanceDueAmount,"
    "AmountPaidAmount,DiscountAmount,SubtotalAmount\n"
)


def wave(transaction: str, account: str, amount: str, customer: str, number: str, kind: str) -> str:
    texts = (
        f"{transaction},2026-09-28,{account},{customer} - {number},x,{amount},,,,,{customer},,{number},,,{amount},,,"
    )
    return f"{texts}2026-09-28,2026-09-28,Asset,{kind},\n"


def test_quickbooks_groups_by_age_and_may_leave_out_the_amount() -> None:
    text = (
        "Acme\nA/R Aging Detail\nAs of Nov 22, 2026\n\n"
        "Date,Transaction type,Num,Customer,Due date,Open balance\n"
        "91 or more days past due,,,,,\n"
        '05/13/2026,Invoice,1041,"Alvarez, Dana",06/12/2026,"1,284.50"\n'
        "05/14/2026,Credit Memo,1042,Okafor,05/14/2026,-100.00\n"
        "05/15/2026,Payment,,Okafor,05/15/2026,-50.00\n"
        'Total for 91 or more days past due,,,,,"$1,134.50"\n'
        'TOTAL,,,,,"$1,134.50"\n'
    )
    reading = read(text, "US")
    assert [(row.number, row.total_minor, row.balance_minor, row.open_only) for row in reading.invoices()] == [
        ("1041", 128450, 128450, True),
        ("1042", -10000, None, True),
    ]
    assert (warnings(reading), reading.rejected) == ([(9, "not_an_invoice", "document_type")], 0)


def test_xero_repeats_an_invoice_on_every_line_and_marks_what_was_bought() -> None:
    line = "Kea,ar@kea.example,,NZ,INV-{n},,{d},{due},,{t},0,{p},{b},,Coffee,1,1,,1,200,GST,0,,,NZD,{k},Sent,{s}\n"
    one = line.format(n=13, d="3/3/2026", due="2/4/2026", t="1840.0000", p="840.0000", b="1000.0000", k="Sales invoice",
                      s="Awaiting Payment")  # fmt: skip
    note = line.format(n=14, d="24/3/2026", due="23/4/2026", t="10.0000", p="0", b="10.0000", k="Sales credit note",
                       s="Awaiting Payment")  # fmt: skip
    bill = line.format(n=15, d="24/3/2026", due="23/4/2026", t="10.0000", p="0", b="10.0000", k="Bill", s="Paid")
    reading = read(XERO + one + one + note + bill, "US")
    assert [
        (row.number, row.due_on, row.currency, row.total_minor, row.balance_minor) for row in reading.invoices()
    ] == [
        ("INV-13", date(2026, 4, 2), "NZD", 184000, 100000),
        ("INV-14", date(2026, 4, 23), "NZD", -1000, -1000),
    ]
    assert warnings(reading) == [(5, "bought", "document_type")]
    assert failure(XERO + bill, country="US").code == "purchases_not_sales"


def test_the_import_template_of_xero_with_its_stars() -> None:
    text = (
        "*ContactName,EmailAddress,POAddressLine1,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,Total,"
        "InventoryItemCode,*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TaxAmount,Currency\n"
        "Kea,ar@kea.example,,INV-1,,31/10/2026,14/11/2026,12.50,,Coffee,1,12.50,,200,GST,0,USD\n"
    )
    assert told(text, "US", "Xero") == [("kea", "INV-1", date(2026, 10, 31), date(2026, 11, 14), "USD", 1250, None)]


def test_zoho_keeps_its_customer_ids_and_states() -> None:
    line = "{d},99,{n},,{s},Ana SAS,Ana,25200180,{due},,Std,USD,Hose,x,6,4,25.50,489.75,{t},{b},0,,\n"
    text = ZOHO + "".join(
        line.format(d="2026-10-28", due="2026-11-27", n=number, s=state, t="489.75", b=balance)
        for number, state, balance in (
            ("INV-1", "Draft", "489.75"), ("INV-2", "Overdue", "89.75"), ("INV-2", "Overdue", "89.75"),
            ("INV-3", "Void", "0"), ("INV-4", "Closed", "0"),
        )
    )  # fmt: skip
    reading = read(text, "US")
    assert [(row.debtor, row.number, row.balance_minor, row.standing) for row in reading.invoices()] == [
        ("25200180", "INV-2", 8975, ""),
        ("25200180", "INV-3", 0, "cancelled"),
        ("25200180", "INV-4", 0, ""),
    ]
    assert [code for _, code, _ in warnings(reading)] == ["not_issued", "cancelled"]


def test_credit_notes_and_payments_of_zoho() -> None:
    notes = (
        "Credit Note Date,Credit Notes ID,Credit Note Number,Credit Note Status,Customer ID,Customer Name,Currency Code,"
        "Total,Balance,Associated Invoice Number,Item Name\n2026-11-01,7,CN-1,Open,252,Ana,USD,25.50,25.50,INV-2,Hose\n"
    )
    (note,) = rows(notes, "US", "Zoho")
    assert (note.number, note.total_minor, note.refers_to) == ("CN-1", -2550, "INV-2")
    paid = (
        "Payment Number,CustomerPayment ID,Mode,CustomerID,Amount,Currency Code,Customer Name,Date,Invoice Number,"
        "Amount Applied to Invoice,Reference Number\n"
        "12,99,Cash,252,30.00,USD,Ana,2026-11-02,INV-2,20.00,\n12,99,Cash,252,30.00,USD,Ana,2026-11-02,INV-3,10.00,\n"
    )
    found = payments(paid, "US", "Zoho", folder="payments")
    assert [(row.debtor, row.number, row.amount_minor, row.reference) for row in found] == [
        ("252", "INV-2", 2000, "12"),
        ("252", "INV-3", 1000, "12"),
    ]


def test_freshbooks_marks_what_was_paid_by_its_date() -> None:
    text = (
        "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Item Description,Rate,Quantity,"
        "Discount Percentage,Line Subtotal,Tax 1 Type,Tax 1 Amount,Tax 2 Type,Tax 2 Amount,Line Total,Currency\n"
        "Ana,0000001,2026-10-28,sent,,a,b,65,10,0,650,,0,,0,650.00,USD\n"
        "Ana,0000001,2026-10-28,sent,,a,b,65,10,0,650,,0,,0,49.90,USD\n"
        "Ana,0000002,2026-10-28,auto,2026-11-02,a,b,65,10,0,650,,0,,0,650.00,USD\n"
    )
    assert [(one[1], one[5], one[6]) for one in told(text, "US", "FreshBooks")] == [
        ("0000001", 69990, None),
        ("0000002", 65000, 0),
    ]


def test_the_journal_of_wave_tells_each_invoice_once_and_its_payments() -> None:
    text = (
        WAVE
        + wave("11", "Sales", "294.00", "Mark", "2", "Income")
        + wave("11", "Services", "4680.00", "Mark", "2", "Income")
        + wave("11", "Accounts Receivable", "4974.00", "Mark", "2", "System Receivable Invoice")
        + wave("12", "Accounts Receivable", "590.50", "Lucas", "3", "System Receivable Invoice")
        + wave("13", "Accounts Receivable", "-500.50", "Lucas", "3", "System Receivable Invoice")
        + wave("13", "Cash on Hand", "500.50", "", "", "Cash and Bank")
        + wave("14", "Accounts Receivable", "-7.00", "Lucas", "1", "System Receivable Invoice")
    )
    reading = read(text, "US")
    assert [(row.debtor, row.number, row.total_minor, row.balance_minor) for row in reading.invoices()] == [
        ("mark", "2", 497400, None),
        ("lucas", "3", 59050, 9000),
    ]
    assert [(row.debtor, row.number, row.amount_minor, row.reference) for row in reading.payments()] == [
        ("lucas", "1", 700, "14")
    ]
    assert (reading.rows_read, reading.warned, reading.rejected) == (4, 0, 0)


def test_invoice2go_has_tables_in_its_cells_no_due_date_and_what_was_never_sent() -> None:
    items = '"code,qty;,10,""rate,tax_id;17,d4"";,4,x"'
    text = INVOICE2GO + "".join(
        f"a6,24,synced,2026-11-01T11:04:09+00:00,2026-11-01,2026-11-01,{n},Yard,Barry,b@city.example,{state},unsent,"
        f"false,invoice,,{items},,{items},USD,953.55,{due},0,0,815\n"
        for n, state, due in ((1, "sent", "953.55"), (2, "unsent", "53.55"))
    )
    assert told(text, "US", "Invoice2go") == [
        ("barry", str(n), date(2026, 11, 1), date(2026, 12, 1), "USD", 95355, balance)
        for n, balance in ((1, 95355), (2, 5355))
    ]
    assert warnings(read(text, "US")) == [(3, "not_sent", "status")]


def test_invoicely_calls_the_number_details() -> None:
    text = (
        '"Date","Due","Details","Client","Status","Total"\n'
        '"Oct 28 2026","Nov 28 2026","INV-1","Bruce","Due","1,020.00"\n'
    )
    assert told(text, "US", "Invoicely") == [
        ("bruce", "INV-1", date(2026, 10, 28), date(2026, 11, 28), "USD", 102000, None)
    ]


def test_invoices_among_payments_and_payments_among_invoices_come_back() -> None:
    quickbooks = "Num,Customer,Date,Due Date,Amount,Open Balance\n1,Ana,11/18/2026,12/18/2026,5.00,5.00\n"
    assert failure(quickbooks, country="US", folder="payments").code == "wrong_folder"
    paid = "invoice_number,paid_at,amount,account_name,reconciled\nINV-1,2026-11-01,5,Cash,1\n"
    assert failure(paid, country="US").params == {"folder": "payments"}
    ours = "numero,cliente_id,fecha,monto,moneda,referencia,medio\n1,C1,2026-11-01,5,USD,x,efectivo\n"
    assert failure(ours, country="US").code == "wrong_folder"


def test_an_invoice_with_a_factor_is_handed_on_so_that_it_is_withdrawn() -> None:
    text = (
        "Factura,Cliente,Vencimiento,Total,Estado,Cesionario\n1,Ana,2026-12-01,5,Cedida,\n"
        "2,Ana,2026-12-01,5,,Factor SA\n"
    )
    reading = read(text)
    assert [(row.number, row.standing) for row in reading.invoices()] == [("1", "assigned"), ("2", "assigned")]
    assert warnings(reading) == [(2, "assigned", "status"), (3, "assigned", "assigned_on")]


def test_an_id_that_many_share_gathers_nobody() -> None:
    rest = "XAXX010101000;2026-12-01;5"
    text = f"numero;cliente;documento;fecha_vencimiento;total\n1;Ana;{rest}\n2;Luz;{rest}\n3;;{rest}\n"
    reading = read(text, "MX")
    assert [(row.debtor, row.tax_id) for row in reading.invoices()] == [("ana", ""), ("luz", "")]
    assert refusals(reading) == [(4, "missing_customer", "customer")]
