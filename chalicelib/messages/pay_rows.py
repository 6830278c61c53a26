"""What a debtor copies to pay outside a web page: account, reference, amount, place. Rows of id, label, value, copy."""

from collections.abc import Iterable

import msgspec

from chalicelib.messages.catalog import say

_ACCOUNT_KINDS = frozenset(("clabe", "cci", "cbu", "cvu", "iban", "breb_key"))


class PayRow(msgspec.Struct, frozen=True):
    """One datum; ``copy`` asks for a button beside it."""

    id: str
    label: str
    value: str
    copy: bool = True


def transfer_rows(
    lang: str,
    *,
    kind: str,
    account: str,
    reference: str,
    amount_text: str,
    bank: str = "",
    holder: str = "",
    tax_id: str = "",
    tax_id_label: str = "",
    alias: str = "",
    account_type: str = "",
    email: str = "",
) -> tuple[PayRow, ...]:
    """A bank transfer. Kinds without a name of their own (``cl_account`` …) read "account"."""
    account_label = say(lang, f"pay.account.{kind}" if kind in _ACCOUNT_KINDS else "pay.account")
    return _filled(
        PayRow("amount", say(lang, "pay.amount"), amount_text),
        PayRow("reference", say(lang, "pay.reference"), reference),
        PayRow("bank", say(lang, "pay.bank"), bank),
        PayRow("account_type", say(lang, "pay.account_type"), _account_type(lang, account_type), copy=False),
        PayRow("account", account_label, account),
        PayRow("alias", say(lang, "pay.alias"), alias),
        PayRow("holder", say(lang, "pay.holder"), holder),
        PayRow("tax_id", tax_id_label, tax_id),
        PayRow("email", say(lang, "pay.email"), email),
    )


def transfer_text(lang: str, creditor: str, date: str, rows: Iterable[PayRow], note: str) -> str:
    """The rows as plain text for any telephone, printer or chat: CRLF, for old editors know no other line end."""
    told = [say(lang, "pay.file.title", creditor=creditor), say(lang, "pay.file.date", date=date), ""]
    told += [f"{row.label}: {row.value}" for row in rows]
    return "\r\n".join((*told, "", note, ""))


def pix_rows(lang: str, *, key: str, holder: str, reference: str, amount_text: str) -> tuple[PayRow, ...]:
    """A PIX payment typed by hand, beside the QR."""
    return _filled(
        PayRow("amount", say(lang, "pay.amount"), amount_text),
        PayRow("reference", say(lang, "pay.reference"), reference),
        PayRow("account", say(lang, "pay.account.pix"), key),
        PayRow("holder", say(lang, "pay.holder"), holder),
    )


def cash_rows(lang: str, *, place: str, hours: str, reference: str, amount_text: str) -> tuple[PayRow, ...]:
    """Cash at the creditor's counter."""
    return _filled(
        PayRow("amount", say(lang, "pay.amount"), amount_text, copy=False),
        PayRow("reference", say(lang, "pay.reference"), reference),
        PayRow("place", say(lang, "pay.place"), place, copy=False),
        PayRow("hours", say(lang, "pay.hours"), hours, copy=False),
    )


def pay_note(lang: str, method: str) -> str:
    """How to use the rows. ``qr`` is the creditor's own code and carries neither amount nor reference."""
    return say(lang, {"pix": "pay.qr.note", "qr": "pay.qr.uploaded_note"}.get(method, f"pay.{method}.note"))


def uploaded_rows(lang: str, merchant: str, city: str) -> tuple[PayRow, ...]:
    """Whom a bank's QR pays, so that the debtor can compare it with what their bank shows."""
    return _filled(
        PayRow("holder", say(lang, "pay.holder"), merchant, copy=False),
        PayRow("city", say(lang, "pay.city"), city, copy=False),
    )


def _account_type(lang: str, account_type: str) -> str:
    return say(lang, f"pay.account_type.{account_type}") if account_type else ""


def _filled(*rows: PayRow) -> tuple[PayRow, ...]:
    return tuple(row for row in rows if row.value)
