"""A bank statement as banks write it, with its truth: how many lines a second are matched, and how often rightly."""

import random
import time
from collections import Counter
from datetime import date, timedelta

from bench import Figure
from chalicelib.domain.bank.matching import Credit, Known, Match, match_all
from chalicelib.domain.bank.suspects import Suspect, Suspects
from chalicelib.domain.books.settling import Owed
from chalicelib.domain.paying.references import debtor_reference

_DEBTORS, _LINES = 20_000, 10_000
_TODAY = date(2026, 11, 24)
_FIRST = """MARIA JOSE JUAN LUIS ANA CARLOS JORGE ROSA PEDRO CARMEN MIGUEL LAURA DIEGO SOFIA ANDRES PAULA FERNANDO LUCIA
RICARDO ELENA RAUL MARTA SERGIO ISABEL PABLO GLORIA HUGO IRENE OSCAR JULIA""".split()
_LAST = """GARCIA RODRIGUEZ MARTINEZ LOPEZ GONZALEZ HERNANDEZ PEREZ SANCHEZ RAMIREZ TORRES FLORES RIVERA GOMEZ DIAZ
REYES CRUZ MORALES ORTIZ GUTIERREZ CHAVEZ RAMOS RUIZ MENDOZA ALVAREZ CASTILLO JIMENEZ VARGAS ROMERO MEDINA AGUILAR
HERRERA CASTRO VEGA SOTO SILVA ROJAS MUÑOZ CONTRERAS FUENTES ARAYA TAPIA VALDES PARRA MOLINA""".split()
_TRADE = """COMERCIAL DISTRIBUIDORA SERVICIOS CONSTRUCTORA TRANSPORTES FERRETERIA FARMACIA IMPORTADORA LOGISTICA CLINICA
PANADERIA TALLER EDITORIAL AGRICOLA""".split()
_FEES = (150_000, 180_000, 95_000)  # what a third owes: one fee for everybody
_Line = tuple[Credit, str]


def figures() -> list[Figure]:
    chance = random.Random(4)
    known = [_debtor(chance, number) for number in range(_DEBTORS)]
    invoices = sum(len(one.owed) for one in known)
    lines = [_line(chance, known) for _ in range(_LINES)]
    built, matched, found = _run(known, [credit for credit, _ in lines])
    count = Counter(_verdict(match, truth) for match, (_, truth) in zip(found, lines, strict=True))
    sure = count["sure right"] + count["sure wrong"]
    theirs = sum(1 for _, truth in lines if truth)
    how = f"{_LINES:,} lines against {invoices:,} open invoices of {_DEBTORS:,} debtors, a third with one fee for all"
    return [
        ("Statement lines matched a second", f"{_LINES / (built + matched):,.0f}", f"{how}; the index included; CPU"),
        ("  building the index of the debtors", f"{built:.2f} s", "once a statement, from the business's list"),
        ("  precision of what is applied by itself", f"{count['sure right'] / sure:.4f}",
         f"{count['sure wrong']} wrong of {sure:,}: torn references, cut names, strangers, relatives, common fees"),
        ("  recall: of debtors' payments applied by itself", f"{count['sure right'] / theirs:.3f}",
         f"{count['proposed right'] / theirs:.3f} more proposed, {count['proposed wrong'] / theirs:.3f} wrongly"),
        ("  strangers' payments proposed to a person", f"{count['stranger proposed']:,}",
         f"of {_LINES - theirs:,} that belong to nobody here"),
    ]  # fmt: skip


class _Clues:
    """The list, the index of invoice numbers and the accounts, as the tables have them."""

    def __init__(self, known: list[Known]) -> None:
        self._list = Suspects("acme", map(_suspect, known))
        self._owners = {invoice.number: one.debtor for one in known for invoice in one.owed}
        self._known = {one.debtor: one for one in known}

    def suspects(self, credit: Credit) -> list[str]:
        named = [self._owners[word] for word in credit.text.split() if word in self._owners]
        return list(dict.fromkeys((*named, *self._list.of(credit))))

    def is_common(self, credit: Credit) -> bool:
        return self._list.is_common(credit)

    def known(self, debtor: str, on: date) -> Known | None:
        return self._known.get(debtor)


def _run(known: list[Known], received: list[Credit]) -> tuple[float, float, list[Match]]:
    started = time.process_time()
    clues = _Clues(known)
    built = time.process_time()
    found = match_all(received, clues)
    return built - started, time.process_time() - built, found


def _verdict(match: Match, truth: str) -> str:
    state, fits = match.state, match.fits
    if state == "none":
        return "missed" if truth else "left alone"
    right = fits[0].debtor == truth
    if state == "sure":
        return "sure right" if right else "sure wrong"
    if not truth:
        return "stranger proposed"
    return "proposed right" if truth in {one.debtor for one in fits} else "proposed wrong"


def _suspect(one: Known) -> Suspect:
    amounts = tuple(owed.principal_minor for owed in one.owed)
    return Suspect(one.debtor, one.name, one.tax_id, {"MXN": (*amounts, sum(amounts))} if amounts else {})


def _name(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return f"{chance.choice(_TRADE)} {chance.choice(_LAST)} {chance.choice(('', chance.choice(_LAST)))} SA de CV"
    first = " ".join(chance.sample(_FIRST, chance.choice((1, 2))))
    return f"{first} {chance.choice(_LAST)} {chance.choice(_LAST)}".title()


def _debtor(chance: random.Random, number: int) -> Known:
    is_school = chance.random() < 0.33
    count = chance.choice((1, 1, 2, 3, 4, 4))
    owed = []
    for place in range(count):
        minor = chance.choice(_FEES) if is_school else chance.randrange(5_000, 5_000_000)
        issued = _TODAY - timedelta(days=30 * place + chance.randrange(5, 28))
        owed.append(Owed(f"A-{number * 4 + place + 10_000}", "MXN", minor, minor, issued, issued + timedelta(days=15)))
    tax_id = f"XAXX{chance.randrange(100000, 999999)}{number:05}"[:13]
    debtor = f"c{number}"
    return Known(debtor, debtor_reference("acme", debtor), _name(chance), tax_id, tuple(owed))


def _line(chance: random.Random, known: list[Known]) -> _Line:
    one = chance.choice(known)
    kind = chance.random()
    if kind < 0.14:
        return _stranger(chance, known)
    amount = _amount(chance, one)
    text, name = _told(chance, one, kind)
    return Credit(_TODAY, amount, "MXN", f"{_noise(chance)} {text} {name}", name), one.debtor


def _amount(chance: random.Random, one: Known) -> int:
    """Mostly one invoice; all; the oldest two; or something that fits nothing."""
    owed = sorted(one.owed, key=lambda invoice: invoice.due_on)
    kind = chance.random()
    if kind < 0.65:
        return chance.choice(owed).balance_minor
    if kind < 0.85:
        return sum(invoice.balance_minor for invoice in owed)
    if kind < 0.93:
        return sum(invoice.balance_minor for invoice in owed[:2])
    return chance.randrange(1_000, 900_000)


def _told(chance: random.Random, one: Known, kind: float) -> tuple[str, str]:
    """(text, the name the bank gives): a reference in some form, a tax id, a number, a name whole or cut."""
    bare = one.reference.replace("-", "")
    name = one.name.upper()
    if kind < 0.45:
        forms = (one.reference, bare, bare[1:], one.reference.lower(), f"{bare[:5]} {bare[5:]}", f"PAGO{bare}")
        payer = name if chance.random() < 0.7 else _name(chance).upper()  # a relative pays
        text = chance.choice(forms)
        return (text if chance.random() > 0.03 else text[:-1]), payer[:30]  # now and then torn off
    if kind < 0.55:
        return f"RFC {one.tax_id}", name[:30] if chance.random() < 0.5 else ""
    if kind < 0.65:
        return f"FACTURA {chance.choice(one.owed).number}", name if chance.random() < 0.5 else ""
    if kind < 0.85:
        *given, father, mother = name.split()
        return "", name if chance.random() < 0.6 else " ".join((father, mother, *given))
    if kind < 0.93:
        return "", name[: chance.randrange(8, 18)]
    return "", _name(chance).upper()


def _stranger(chance: random.Random, known: list[Known]) -> _Line:
    """Somebody who owes nothing here: a payout, a namesake in part, the same fee by chance, a debtor's own relative."""
    like = chance.choice(known).name.upper().split()
    name = chance.choice(
        (_name(chance).upper(), f"{like[0]} {chance.choice(_LAST)} {chance.choice(_LAST)}", "STRIPE MX")
    )
    amount = chance.choice((*_FEES, chance.randrange(1_000, 5_000_000), chance.choice(known).owed[0].balance_minor))
    return Credit(_TODAY, amount, "MXN", f"{_noise(chance)} {name}", name), ""


def _noise(chance: random.Random) -> str:
    word = chance.choice(
        ("SPEI RECIBIDO", "TRANSFERENCIA DE TERCEROS", "ABONO", "DEP EFECTIVO", "PAGO CUENTA DE TERCERO")
    )
    return f"{word} {chance.randrange(10**7, 10**10)} BBVA {chance.randrange(1000, 9999)}"
