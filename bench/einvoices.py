"""How fast electronic invoices are read, and what it takes to refuse XML that was made to hurt."""

import gc
import io
import time
import tracemalloc
import zipfile
from datetime import date

from bench import Figure
from chalicelib.domain.business import Business, Sender
from chalicelib.intake.einvoice.read import read_einvoices
from chalicelib.intake.einvoice.xml import XmlRefused, parse

DOCUMENTS = 5_000
_LINES = 20
_TODAY = date(2026, 11, 22)
_BUSINESS = Business("bench", "Bench", "MX", "America/Mexico_City", "MXN", "es", Sender("a@b.example", "Bench"))
_LINE = """<cfdi:Concepto ClaveProdServ="50211502" Cantidad="2" ClaveUnidad="ZZ" Descripcion="Servicio {n}"
 ObjetoImp="02" ValorUnitario="100.00" Importe="200.00">
<cfdi:Impuestos><cfdi:Traslados><cfdi:Traslado Base="200.00" Importe="32.00"
 Impuesto="002" TasaOCuota="0.160000" TipoFactor="Tasa"/></cfdi:Traslados></cfdi:Impuestos></cfdi:Concepto>"""
_ATTACKS = {
    "Billion laughs": (
        '<!DOCTYPE x [<!ENTITY l1 "lol">'
        + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(1, 9))
        + "]><x>&l9;</x>"
    ).encode(),
    "100,000 levels": b"<a>" * 100_000 + b"</a>" * 100_000,
    "500,000 attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(500_000)) + b"/>",
    "2,000,000 elements": b"<a>" + b"<b/>" * 2_000_000 + b"</a>",
}


def figures() -> list[Figure]:
    """(metric, value, how it was measured)."""
    data = _zip_of(DOCUMENTS)
    seconds = min(_timed(data) for _ in range(3))
    size = len(_document(0)) / 1024
    found = [
        (
            "XML documents read per second",
            f"{DOCUMENTS / seconds:,.0f}",
            f"{DOCUMENTS:,} CFDI of {_LINES} lines and {size:.0f} kB each in a ZIP, to checked rows; CPU, best of 3",
        )
    ]
    return found + [_refused(name, attack) for name, attack in _ATTACKS.items()]


def _refused(name: str, attack: bytes) -> Figure:
    started = time.process_time()
    _refuse(attack)
    spent = time.process_time() - started
    gc.collect()
    tracemalloc.start()
    _refuse(attack)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (
        f"{name} refused",
        f"{spent * 1000:.1f} ms",
        f"a file of {len(attack):,} bytes; {peak / 2**20:.1f} MB at most",
    )


def _refuse(attack: bytes) -> None:
    try:
        parse(attack)
    except XmlRefused:
        return
    raise RuntimeError("the attack must be refused")


def _timed(data: bytes) -> float:
    gc.collect()
    started = time.process_time()
    reading = read_einvoices(data, business=_BUSINESS, today=_TODAY)
    seconds = time.process_time() - started
    if len(reading.rows) != DOCUMENTS or reading.problems:
        raise RuntimeError("the bench file must be read without a problem")
    return seconds


def _zip_of(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.xml", _document(number))
    return out.getvalue()


def _document(number: int) -> str:
    lines = "".join(_LINE.format(n=n) for n in range(_LINES))
    stamp = f"{number:08X}-396D-4725-8521-CDC4BDD20CCF"
    return f"""<?xml version="1.0" encoding="UTF-8"?><cfdi:Comprobante Version="4.0"
 xmlns:cfdi="http://www.sat.gob.mx/cfd/4"
 Serie="A" Folio="{number}" Fecha="2026-10-01T12:00:00" SubTotal="4000.00" Moneda="MXN" Total="4640.00"
 TipoDeComprobante="I" MetodoPago="PPD" FormaPago="99" Sello="{"s" * 344}" Certificado="{"c" * 2000}">
<cfdi:Emisor Rfc="EKU9003173C9" Nombre="Escuela"/>
<cfdi:Receptor Rfc="URE180429TM6" Nombre="Universidad {number % 1000}"/>
<cfdi:Conceptos>{lines}</cfdi:Conceptos><cfdi:Complemento><tfd:TimbreFiscalDigital xmlns:tfd="t" UUID="{stamp}"/>
</cfdi:Complemento></cfdi:Comprobante>"""
