"""Account numbers that a business prints for its debtors: a wrong digit here sends their money to somebody else."""

import re
from collections.abc import Callable, Iterable
from itertools import cycle

# Participants, present and merged, of SPEI and Indeval (Banco de México). No other code can receive a transfer.
_MX_BANK_CODES = """
001 002 006 009 012 014 019 021 030 032 036 037 042 044 058 059 060 062 072 102 103 106 108 110 112 113 116 124 126
127 128 129 130 131 132 133 134 135 136 137 138 139 140 141 143 145 147 148 150 151 152 153 154 155 156 157 158 159
160 166 167 168 600 601 602 605 606 607 608 610 613 614 615 616 617 618 619 620 621 622 623 626 627 628 629 630 631
634 636 637 638 640 642 646 647 648 649 651 652 653 655 656 659 661 667 669 670 671 674 677 679 680 683 684 685 686
688 689 699 703 706 710 715 720 721 722 723 725 727 728 729 730 732 734 738 901 902 903
"""
_MX_BANKS = frozenset(_MX_BANK_CODES.split())
_IBAN_LENGTHS = {"BR": 29, "CR": 22, "DO": 28, "ES": 24, "GT": 28, "HN": 28, "NI": 28, "PT": 25, "SV": 28}
_CCC_WEIGHTS = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)


def compact(account: str) -> str:
    """An account number as banks want it: no spaces, dots or dashes, capital letters."""
    return re.sub(r"[\s.\-]", "", account).upper()


def is_clabe(account: str) -> bool:
    """Mexico, 18 digits: bank, city, account, check digit by weights 3, 7, 1 (Asociación de Bancos de México)."""
    if not _is_digits(account, 18) or account[:3] not in _MX_BANKS:
        return False
    return int(account[17]) == _check_digit(account[:17], (3, 7, 1))


def is_cci(account: str) -> bool:
    """Peru, 20 digits. Its check digits are not binding: see ``cci_checks``."""
    return _is_digits(account, 20)


def cci_checks(account: str) -> bool:
    """Whether both check digits of a CCI agree. Some banks deviate: worth a warning, never a refusal."""
    return account[18:] == f"{_luhn_like(account[:6])}{_luhn_like(account[6:18])}"


def is_cbu(account: str) -> bool:
    """Argentina, 22 digits, CBU or CVU: bank and account, each with its check digit (BCRA, Com. A 2622)."""
    if not _is_digits(account, 22):
        return False
    bank_agrees = int(account[7]) == _check_digit(account[:7], (7, 1, 3, 9))
    return bank_agrees and int(account[21]) == _check_digit(account[8:21], (3, 9, 7, 1))


def is_iban(account: str) -> bool:
    """ISO 13616: with country and check digits moved to the end, letters as 10-35, the remainder of 97 is 1."""
    country = account[:2]
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", account):
        return False
    if len(account) != _IBAN_LENGTHS.get(country, len(account)):
        return False
    number = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    return int(number) % 97 == 1 and (country != "ES" or _is_ccc(account[4:]))


def is_pix_key(key: str) -> bool:
    """Brazil: CPF, CNPJ (also alphanumeric), phone, e-mail or random key, by pattern (Bacen, DICT)."""
    return any(
        re.fullmatch(pattern, key)
        for pattern in (
            r"[0-9]{11}",
            r"[0-9A-Z]{12}[0-9]{2}",
            r"\+[1-9][0-9]{10,14}",
            r"(?=.{3,77}$)[^@\s]+@[^@\s]+\.[^@\s]+",
            r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        )
    )


def is_rut(text: str) -> bool:
    """Chile: seven or eight digits and their check digit, modulus 11, weights 2 to 7 from the right (SII)."""
    found = re.fullmatch(r"([0-9]{7,8})([0-9K])", compact(text))
    if not found:
        return False
    check = -sum(int(digit) * weight for digit, weight in zip(found[1][::-1], cycle(range(2, 8)), strict=False)) % 11
    return found[2] == "0123456789K"[check]


def is_alias(account: str) -> bool:
    """Argentina: 6 to 20 letters, digits, dots and dashes (BCRA, Com. A 6044)."""
    return re.fullmatch(r"[A-Za-z0-9.\-]{6,20}", account) is not None


def _is_bre_b_key(account: str) -> bool:
    """Colombia: document, phone, e-mail, or @alphanumeric of Bre-B (Banco de la República)."""
    return re.fullmatch(r"@[A-Za-z0-9]{5,20}|\+?[0-9]{5,15}|[^@\s]+@[^@\s]+\.[^@\s]+", account) is not None


def _is_some_account(account: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .\-/]{3,39}", account) is not None


_CHECKS: dict[str, Callable[[str], bool]] = {
    "clabe": lambda account: is_clabe(compact(account)),
    "cci": lambda account: is_cci(compact(account)),
    "cbu": lambda account: is_cbu(compact(account)),
    "cvu": lambda account: is_cbu(compact(account)) and compact(account).startswith("000"),  # no bank: a provider
    "iban": lambda account: is_iban(compact(account)),
    "cbu_alias": is_alias,
    "breb_key": _is_bre_b_key,
    "cl_account": lambda account: re.fullmatch(r"[0-9]{3,20}", compact(account)) is not None,
    "account": _is_some_account,
}
TRANSFER_KINDS = tuple(_CHECKS)
ACCOUNT_TYPES = ("current", "sight", "savings", "rut")  # Chile: a bank's form asks which


def is_account(kind: str, account: str) -> bool:
    """Whether ``account`` can be an account of this kind (one of ``TRANSFER_KINDS``), as typed."""
    return _CHECKS[kind](account)


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _check_digit(digits: str, weights: Iterable[int]) -> int:
    return -sum(int(digit) * weight for digit, weight in zip(digits, cycle(weights), strict=False)) % 10


def _luhn_like(digits: str) -> int:
    products = [int(digit) * weight for digit, weight in zip(digits, cycle((1, 2)), strict=False)]
    return -sum(sum(divmod(product, 10)) for product in products) % 10


def _is_ccc(account: str) -> bool:
    """Spain's own check digits inside the IBAN: one for bank and branch, one for the account."""
    if not _is_digits(account, 20):
        return False
    return account[8:10] == f"{_ccc_digit('00' + account[:8])}{_ccc_digit(account[10:])}"


def _ccc_digit(digits: str) -> int:
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, _CCC_WEIGHTS, strict=True)) % 11
    return remainder if remainder < 2 else 11 - remainder
