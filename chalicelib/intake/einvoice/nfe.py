"""Brazil: NF-e and NFC-e (layout 2.0 to 4.0, MOC), and the event that cancels one."""

from chalicelib.intake.einvoice.found import Buyer, Cancelled, Finds, Installment, Issued, Reference, SetAside
from chalicelib.intake.einvoice.xml import Node

_INCOMING, _RETURN = "0", "4"  # tpNF; finNFe
_PURPOSES = {
    "": "invoice", "1": "invoice", "2": "debit_note", "5": "credit_note", "6": "debit_note",
}  # fmt: skip  # finNFe; 3 (adjustment) and 4 (return) are no sale
_CANCELS = frozenset({"110111", "110112"})  # cancelled; cancelled because another one took its place
_REGISTERED = frozenset({"", "135", "136", "155"})
_CANCELLED_STATES, _DENIED_STATES = frozenset({"101", "151", "155"}), frozenset({"110", "205", "301", "302", "303"})
_NO_PAYMENT, _TESTING = "90", "2"


def read_document(node: Node) -> Finds:
    """``nfeProc`` (the document with its authorization) or a bare ``NFe``."""
    body = next(node.anywhere("infNFe"), None)
    if body is None:
        yield SetAside()
        return
    state = next((one.value("cStat") for one in node.anywhere("infProt")), "")
    if state in _CANCELLED_STATES:
        yield Cancelled(_tax_id(body.first("emit")), (Reference(_number(body), _key(body.get("id"))),))
    elif state in _DENIED_STATES:
        yield SetAside("not_issued")
    else:
        type_ = _type(body)
        yield _issued(body, type_) if type_ else SetAside()


def read_event(node: Node) -> Finds:
    """``procEventoNFe`` or a bare ``evento``. The authority's answer, where it is there, says whether it counts."""
    facts = node.first("evento/infEvento", "infEvento")
    answer = node.first("retEvento/infEvento")
    registered = answer is None or answer.value("cStat") in _REGISTERED
    if facts is None or facts.value("tpEvento") not in _CANCELS or not registered:
        yield SetAside()
        return
    key = _key(facts.value("chNFe"))
    yield Cancelled(facts.value("CNPJ", "CPF"), (Reference(_number_in(key), key),))


def _type(body: Node) -> str:
    """What the note means for the buyer's debt; "" nothing."""
    purpose, incoming = body.value("ide/finNFe"), body.value("ide/tpNF") == _INCOMING
    if incoming:
        # The seller's own note of goods that come back lowers the debt; any other incoming note is a purchase.
        return "credit_note" if purpose == _RETURN else ""
    type_ = _PURPOSES.get(purpose, "")
    ways = {one.value("tPag") for one in body.anywhere("detPag")}
    is_sale = body.value("ide/natOp").lower().startswith("venda") or body.first("cobr/dup") is not None
    return "" if ways == {_NO_PAYMENT} and not is_sale else type_


def _issued(body: Node, type_: str) -> Issued:
    return Issued(
        type=type_,
        number=_number(body),
        document_id=_key(body.get("id")),
        issuer=_tax_id(body.first("emit")),
        buyer=_buyer(body.first("dest")),
        issued_on=body.value("ide/dhEmi", "ide/dEmi"),
        total=body.value("total/ICMSTot/vNF"),
        currency="BRL",
        payable=body.value("cobr/fat/vLiq"),
        installments=tuple(
            Installment(one.value("nDup") or str(at), one.value("dVenc"), one.value("vDup"))
            for at, one in enumerate(body.all("cobr/dup"), 1)
        ),
        concept=body.value("det/prod/xProd"),
        refers_to=tuple(_references(body)),
        doubts=("test_document",) if body.value("ide/tpAmb") == _TESTING else (),
    )


def _references(body: Node) -> list[Reference]:
    keys = [one.value("refNFe") for one in body.all("ide/NFref")]
    keys += [one.value("chaveAcesso") for one in body.all("det/DFeReferenciado")]
    return [Reference(_number_in(_key(key)), _key(key)) for key in keys if key]


def _number(body: Node) -> str:
    number = body.value("ide/nNF")
    return f"{body.value('ide/serie')}/{number}" if number else ""


def _key(text: str) -> str:
    """The 44 characters of an access key."""
    return text.strip().upper().removeprefix("NFE").replace(" ", "")


def _number_in(key: str) -> str:
    """Series and number as the access key holds them: ``…003 000029248…`` → ``3/29248``."""
    series, number = key[22:25], key[25:34]
    return f"{int(series)}/{int(number)}" if len(key) == 44 and (series + number).isdecimal() else ""


def _tax_id(party: Node | None) -> str:
    return party.value("CNPJ", "CPF", "idEstrangeiro") if party else ""


def _buyer(party: Node | None) -> Buyer:
    if party is None:
        return Buyer()
    type_ = "company" if party.value("CNPJ") else "person" if party.value("CPF") else ""
    return Buyer(_tax_id(party), party.value("xNome"), type_, party.value("email"), party.value("enderDest/fone"))
