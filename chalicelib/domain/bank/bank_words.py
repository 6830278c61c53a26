"""What a bank's text says: names as sets of words, and codes (tax ids, invoice numbers) however they are punctuated."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[A-Z0-9Ñ]+(?:[./\-][A-Z0-9Ñ]+)*")
_PARTS = re.compile(r"[./\-]")
_NEITHER = re.compile(r"[^A-Z0-9]")
_BETTER = ("", "name_partly", "name_short", "name", "name_long")
_BY_LENGTH = {1: "name_short", 2: "name_short", 3: "name"}
_CUT = 3  # letters that a bank leaves at least of the last word it cuts
_JOINING = frozenset({"DE", "DEL", "LA", "LAS", "LOS", "Y", "E", "DA", "DO", "DAS", "DOS"})

# Forms of companies, and what banks write around a name.
NO_NAME = frozenset(
    """
    SA SAS SAC SAPI CV RL SRL SPA LTDA LTD EIRL SAA SAB SC AC CIA INC LLC CORP ME EPP EIRELI SL SLU SLL HNOS
    DE DEL LA LAS LOS EL Y E DA DO DAS DOS A AL EN POR PARA CON CTA AC
    TRANSFERENCIA TRANSF TRANSFER TRF TEF SPEI PIX PSE ACH CCE SINPE BREB ABONO ABONOS CREDITO CREDIT DEPOSITO DEPOSIT
    PAGO PAGOS PAGAMENTO PAYMENT RECIBIDA RECIBIDO RECEBIDO RECEBIDA RECEIVED INTERBANCARIA INTERBANCARIO BANCA LINEA
    FACTURA FACTURAS FACT FATURA INVOICE FT FAC BOLETA CUOTA MENSUALIDAD REF REFERENCIA CONCEPTO ORDENANTE REMITENTE
    BANCO BANK BBVA SANTANDER BANAMEX BANORTE HSBC BCP INTERBANK SCOTIABANK ITAU BRADESCO BANCOLOMBIA DAVIVIENDA STP
    CUENTA ELECTRONICA ELECTRONICO INMEDIATA TERCEROS TERCERO MISMO OTROS INTERNET APP MOVIL VIA DESDE RUT RFC CUIT NIT
    RUC CPF CNPJ DNI CC CE NOMBRE NAME SR SRA DON DONA MXN COP CLP PEN BRL ARS USD EUR CREDITOS XFER
    """.split()
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Capital letters without accents."""
    folded = unicodedata.normalize("NFKD", text.replace("Ñ", "N").replace("ñ", "n"))
    return "".join(char for char in folded if not unicodedata.combining(char)).upper()


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in their order, those with digits among them."""
    return tuple(part for word in _WORD.findall(plain(text)) for part in _PARTS.split(word))


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """The words that tell one name from another."""
    return tuple(word for word in words(name) if is_of_a_name(word))


def is_of_a_name(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word not in NO_NAME


@lru_cache(maxsize=65536)
def normal_code(code: str) -> str:
    """A tax id or number without punctuation and leading zeros."""
    return _NEITHER.sub("", plain(code)).lstrip("0")


@lru_cache(maxsize=4096)
def codes(text: str) -> frozenset[str]:
    """Everything in a text that could be a number or an id: with a digit, each with and without its neighbors."""
    whole = [normal_code(word) for word in _WORD.findall(plain(text))]
    parts = words(text)
    pairs = (f"{first}{second}" for first, second in pairwise(parts) if second[:1].isdigit())
    found = (*whole, *(part.lstrip("0") for part in parts), *pairs)
    return frozenset(code for code in found if any(char.isdigit() for char in code))


def tax_keys(tax_id: str) -> tuple[str, ...]:
    """The codes under which a tax id may stand: a Colombian NIT also without its check digit."""
    code = normal_code(tax_id)
    if len(code) < 7:
        return ()
    return (code, code[:-1]) if code.isdigit() and len(code) == 10 else (code,)


def same_name(name: str, told: str, text: str) -> str:
    """How a name fits: ``name_long`` (these very words, four or more), ``name``, ``name_short`` (two), ``name_partly``
    (most of them, or in another order), or "".

    ``told`` is the payer's name where the bank has a field for it; else the words must stand together in ``text``,
    with nothing of a name beside them. The last word may be cut off.
    """
    wanted = name_words(name)
    if not wanted or (len(wanted) == 1 and len(wanted[0]) < 6):
        return ""
    given = name_words(told) if told else ()
    if given:
        return _fit(wanted, given)
    found = ""
    for block in _blocks(words(text)):
        found = max(found, _fit(wanted, block), key=_BETTER.index)
    return found


def _blocks(of: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Runs of words that could be of a name."""
    block: list[str] = []
    for word in (*of, ""):
        if is_of_a_name(word):
            block.append(word)
        elif word in _JOINING:
            continue
        elif block:
            yield tuple(block)
            block = []


def _is_turned(wanted: Sequence[str], given: Sequence[str]) -> bool:
    """Whether the words stand in one order, surnames first or last. ``Ana Ruiz López`` is not ``Ana López Ruiz``."""
    twice = (*wanted, *wanted)
    return any(twice[at : at + len(wanted)] == tuple(given) for at in range(len(wanted)))


def _fit(wanted: Sequence[str], given: Sequence[str]) -> str:
    missing = set(wanted) - set(given)
    extra = set(given) - set(wanted)
    cut = given[-1] in extra and any(len(given[-1]) >= _CUT and word.startswith(given[-1]) for word in missing)
    if not missing and not extra:
        return _BY_LENGTH.get(len(set(wanted)), "name_long") if _is_turned(wanted, given) else "name_partly"
    if cut and len(missing) == len(extra) == 1 and len(wanted) > 2:
        return "name"
    met = len(set(wanted)) - len(missing) + cut
    return "name_partly" if met >= 2 and 2 * met >= len(set(wanted)) else ""
