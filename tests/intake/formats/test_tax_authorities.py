# ruff: noqa: E501  (rows as they stand in the exports)
"""Lists of tax authorities: sales by their own numbers, signs and dates; purchases never."""

import io
import zipfile
from datetime import date

import pytest

from tests.intake.files import failure, read, refusals, warnings, workbook
from tests.intake.formats.told import rows, told

RCV = (
    "Nro;Tipo Doc;Tipo Venta;Rut cliente;Razon Social;Folio;Fecha Docto;Fecha Recepcion;Fecha Acuse Recibo;"
    "Fecha Reclamo;Monto Exento;Monto Neto;Monto IVA;Monto total;Tipo Docto. Referencia;Folio Docto. Referencia\n"
)
SAT = (
    "Uuid~RfcEmisor~NombreEmisor~RfcReceptor~NombreReceptor~RfcPac~FechaEmision~FechaCertificacionSat~{monto}~"
    "EfectoComprobante~Estatus~FechaCancelacion\r\n"
)
SIRE = (
    "Ruc|Razon Social|Periodo|CAR SUNAT|Fecha de emisión|Fecha Vcto/Pago|Tipo CP/Doc.|Serie del CDP|"
    "Nro CP o Doc. Nro Inicial (Rango)|Nro Final (Rango)|Tipo Doc Identidad|Nro Doc Identidad|"
    "Apellidos Nombres/ Razón Social|BI Gravada|Total CP|Moneda|Tipo Cambio|Fecha Emisión Doc Modificado|"
    "Tipo CP Modificado|Serie CP Modificado|Nro CP Modificado|Tipo de Nota|Est. Comp\n"
    "20601111111|MI EMPRESA SAC|202608|20601|01/08/2026|31/08/2026|01|E001|1032||6|20606666668|CLIENTE UNO SA|205256.14|"
    "242202.25|PEN|1.000|||||||1\n"
    "20601111111|MI EMPRESA SAC|202608||20/08/2026||07|FC01|45||6|20622222222|CLIENTE DOS SAC|-9985.36|-11782.72|PEN|"
    "1.000|31/07/2026|01|F001|257|09|1\n"
)
ARCA_1 = (
    '"Fecha","Tipo","Punto de Venta","Número Desde","Número Hasta","Cód. Autorización","Tipo Doc. Receptor",'
    '"Nro. Doc. Receptor","Denominación Receptor","Tipo Cambio","Moneda","Imp. Neto Gravado","Imp. Neto No Gravado",'
    '"Imp. Op. Exentas","IVA","Imp. Total"\n'
    '"03/09/2026","1 - Factura A","3","45","45","75321234567890","80","30500010912","EMPRESA SA","1","$","1954,55","0",'
    '"0","410,45","2.365,00"\n'
)
ARCA_3 = (
    "Fecha de Emisión;Tipo de Comprobante;Punto de Venta;Número Desde;Número Hasta;Cód. Autorización;"
    "Tipo Doc. Receptor;Nro. Doc. Receptor;Denominación Receptor;Tipo Cambio;Moneda;Imp. Neto Gravado IVA 0%;IVA 2,5%;"
    "Imp. Neto Gravado IVA 2,5%;IVA 5%;Imp. Neto Gravado IVA 5%;IVA 10,5%;Imp. Neto Gravado IVA 10,5%;IVA 21%;"
    "Imp. Neto Gravado IVA 21%;IVA 27%;Imp. Neto Gravado IVA 27%;Imp. Neto Gravado Total;Imp. Neto No Gravado;"
    "Imp. Op. Exentas;Otros Tributos;Total IVA;Imp. Total\n"
    "2026-09-03;1;3;45;45;75321234567890;80;30500010912;EMPRESA SA;1,00;PES;;;;;;;;;;;;1954,55;0,00;0,00;0,00;410,45;"
    "2365,00\n"
    "2026-09-05;3;3;7;7;75321234567891;80;30500010912;EMPRESA SA;1,00;PES;;;;;;;;;;;;100,00;0,00;0,00;0,00;21,00;121,00\n"
    "2026-09-06;6;3;46;46;75321234567892;99;0;;1000,50;DOL;;;;;;;;;;;;100,00;0,00;0,00;0,00;21,00;121,00\n"
    "2026-09-07;1;3;47;47;75321234567893;80;30500010912;EMPRESA SA;1028,00;DOL;;;;;;;;;;;;60,00;0,00;0,00;0,00;12,60;"
    "72,60\n"
)
SRI = (
    "RUC_EMISOR\tRAZON_SOCIAL_EMISOR\tTIPO_COMPROBANTE\tSERIE_COMPROBANTE\tCLAVE_ACCESO\tFECHA_AUTORIZACION\t"
    "FECHA_EMISION\tIDENTIFICACION_RECEPTOR\tVALOR_SIN_IMPUESTOS\tIVA\tIMPORTE_TOTAL\tNUMERO_DOCUMENTO_MODIFICADO\n"
    "1791352688001\tMI EMPRESA S A\tFactura\t015-027-000161740\t0107202601179135268800120150270001617400016174011\t"
    "01/07/2026 21:06:55\t01/07/2026\t0350016432001\t15.96\t2.4\t18.36\t\n"
    "1791352688001\tMI EMPRESA S A\tNotas de Crédito\t015-027-000000012\t0307202604179135268800120150270000000120000001\t"
    "03/07/2026 14:31:06\t03/07/2026\t1790000000001\t5\t.75\t5.75\t015-027-000161700\n"
)
DIAN = (
    "Tipo de documento", "CUFE/CUDE", "Folio", "Prefijo", "Divisa", "Forma de Pago", "Medio de Pago", "Fecha Emisión",
    "Fecha Recepción", "NIT Emisor", "Nombre Emisor", "NIT Receptor", "Nombre Receptor", "IVA", "ICA", "IC", "INC",
    "Timbre", "INC Bolsas", "IN Carbono", "IN Combustibles", "IC Datos", "ICL", "INPP", "IBUA", "ICUI", "Rete IVA",
    "Rete Renta", "Rete ICA", "Total", "Estado", "Grupo",
)  # fmt: skip


def dian(
    kind: str, number: int, total: float, group: str, day: object = "05-11-2026", state: str = "Aprobado"
) -> list[object]:
    own, other = (900373115, "MI EMPRESA SAS"), (860002964, "CLIENTE SA")
    seller, buyer = (own, other) if group == "Emitido" else (other, own)
    taxes = [19000.0] + [0.0] * 15
    return [
        kind,
        f"c{number}",
        number,
        "SETP",
        "COP",
        "Crédito",
        "",
        day,
        day,
        *seller,
        *buyer,
        *taxes,
        total,
        state,
        group,
    ]


def test_the_chilean_register_of_sales() -> None:
    text = RCV + (
        "1;33;Del Giro;12345678-5;Uno SpA;506;04/06/2026;18/06/2026 17:01:06;;;0;1750181;332534;2082715;;;\n"
        "2;61;Del Giro;12345678-5;Uno SpA;77;05/06/2026;18/06/2026 17:01:06;;;0;100;19;119;33;506;\n"
    )
    assert told(text, "CL", "SII RCV") == [
        ("123456785", "506", date(2026, 6, 4), date(2026, 7, 4), "CLP", 2082715, None),
        ("123456785", "77", date(2026, 6, 5), date(2026, 7, 5), "CLP", -119, None),
    ]
    assert [row.refers_to for row in rows(text, "CL", "SII RCV")] == ["", "506"]


def test_a_claim_of_the_buyer_at_the_sii_makes_a_document_disputed() -> None:
    text = RCV + (
        "1;33;Del Giro;12345678-5;Uno SpA;506;04/06/2026;18/06/2026;;20/06/2026 10:00:00;0;1;1;2082715;;;\n"
        "2;33;Del Giro;12345678-5;Uno SpA;507;04/06/2026;18/06/2026;;;0;1;1;10;0;0;\n"
    )
    assert [(row.number, row.standing, row.judged) for row in rows(text, "CL", "SII RCV")] == [
        ("506", "disputed", "claim"),
        ("507", "", "claim"),
    ]
    assert warnings(read(text, "CL")) == [(2, "disputed", "disputed_on")]


def test_the_chilean_register_of_purchases_is_refused() -> None:
    text = RCV.replace("Rut cliente", "RUT Proveedor").replace("Tipo Venta", "Tipo Compra")
    assert (
        failure(text + "1;33;Del Giro;1-9;A;5;04/06/2026;;;;0;1;1;2;;;\n", country="CL").code == "purchases_not_sales"
    )


@pytest.mark.parametrize("amount", ["Monto", "MontoTotal"])
@pytest.mark.parametrize(("in_force", "cancelled"), [("1", "0"), ("Vigente", "Cancelado")])
@pytest.mark.parametrize("day", ["2026-11-01 10:00:00", "2026-11-01T10:00:00", "01/11/2026 12:00:00"])
def test_the_metadata_of_mexico(amount: str, in_force: str, cancelled: str, day: str) -> None:
    text = SAT.format(monto=amount) + "".join(
        f"{uuid}~EMP010101AAA~MI EMPRESA, S.A. DE C.V.~{rfc}~{name}~PAC010101AAA~{day}~{day}~{total}~{effect}~{state}~{gone}\r\n"
        for uuid, rfc, name, total, effect, state, gone in (
            ("aaaa-1", "URE180429TM6", "UNIVERSIDAD, S.C.", "1,160.00", "I", in_force, ""),
            ("aaaa-2", "URE180429TM6", "UNIVERSIDAD, S.C.", "58.00", "E", in_force, ""),
            ("aaaa-3", "URE180429TM6", "UNIVERSIDAD, S.C.", "5.00", "I", cancelled, "2026-11-05 08:00:00"),
            ("aaaa-4", "URE180429TM6", "UNIVERSIDAD, S.C.", "0", "P", in_force, ""),
            ("aaaa-5", "XAXX010101000", "PUBLICO EN GENERAL", "7.00", "I", in_force, ""),
        )
    )
    found = rows(text, "MX", "SAT metadata")
    assert [(row.debtor, row.number, row.document_id, row.total_minor, row.standing) for row in found] == [
        ("URE180429TM6", "aaaa-1", "AAAA-1", 116000, ""),
        ("URE180429TM6", "aaaa-2", "AAAA-2", -5800, ""),
        ("URE180429TM6", "aaaa-3", "AAAA-3", 500, "cancelled"),
        ("publico-en-general", "aaaa-5", "AAAA-5", 700, ""),
    ]
    assert (found[0].issued_on, found[0].due_on, found[0].customer) == (
        date(2026, 11, 1), date(2026, 12, 1), "UNIVERSIDAD, S.C.",
    )  # fmt: skip


def test_metadata_of_received_documents_is_refused_and_of_both_kinds_only_the_issued_are_taken() -> None:
    issued = "a~EMP010101AAA~Mía~URE180429TM6~Univ~P~2026-11-01~2026-11-01~10.00~I~1~\r\n"
    received = "b~URE180429TM6~Univ~EMP010101AAA~Mía~P~2026-11-01~2026-11-01~20.00~I~1~\r\n"
    header = SAT.format(monto="Monto")
    assert failure(header + received, country="MX", tax_id="EMP010101AAA").code == "purchases_not_sales"
    reading = read(header + issued + received, "MX", tax_id="EMP010101AAA")
    assert [row.number for row in reading.invoices()] == ["a"]
    assert (warnings(reading), reading.rejected) == ([(3, "bought", "tax_id")], 0)


@pytest.mark.parametrize(("delimiter", "encoding"), [("|", "utf-8"), (";", "latin-1"), (",", "utf-8-sig")])
def test_the_peruvian_register_of_sales(delimiter: str, encoding: str) -> None:
    data = SIRE.replace("|", delimiter).encode(encoding)
    assert told(data, "PE", "SUNAT SIRE RVIE", tax_id="20601111111") == [
        ("20606666668", "E001-1032", date(2026, 8, 1), date(2026, 8, 31), "PEN", 24220225, None),
        ("20622222222", "FC01-45", date(2026, 8, 20), date(2026, 9, 19), "PEN", -1178272, None),
    ]
    assert [row.refers_to for row in rows(data, "PE", "SUNAT SIRE RVIE")] == ["", "F001-257"]


def test_the_peruvian_register_inside_its_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("20601111111-RVIE.txt", SIRE)
    assert [one[1] for one in told(out.getvalue(), "PE", "SUNAT SIRE RVIE")] == ["E001-1032", "FC01-45"]


def test_a_zip_of_several_tables_or_of_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", SIRE)
        package.writestr("b.txt", SIRE)
    assert failure(out.getvalue(), country="PE").code == "not_a_table"
    assert failure(out.getvalue()[:-40], country="PE").code == "corrupt_zip"
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a.txt", b"0" * (51 << 20))
    assert failure(bomb.getvalue(), country="PE").code == "file_too_large"


def test_the_peruvian_register_of_purchases_is_refused() -> None:
    header = (
        "RUC|Apellidos y Nombres o Razón social|Periodo|CAR SUNAT|Fecha de emisión|Fecha Vcto/Pago|Tipo CP/Doc.|"
        "Serie del CDP|Año|Nro CP o Doc. Nro Inicial (Rango)|Nro Final (Rango)|Tipo Doc Identidad|Nro Doc Identidad|"
        "Apellidos Nombres/ Razón Social|BI Gravado DG|IGV / IPM DG|Valor Adq. NG|Total CP|Moneda|Tipo de Cambio\n"
    )
    row = "20601111111|MÍA|202608||01/08/2026||01|F1||9||6|20606666668|OTRA|100|18|0|118|PEN|1\n"
    assert failure(header + row, country="PE").code == "purchases_not_sales"


def test_the_argentine_list_of_the_first_generation() -> None:
    assert told(ARCA_1, "AR", "ARCA Mis Comprobantes") == [
        ("30500010912", "3-45", date(2026, 9, 3), date(2026, 10, 3), "ARS", 236500, None)
    ]


def test_the_argentine_list_of_the_third_generation_has_positive_credit_notes_and_two_currencies() -> None:
    reading = read(ARCA_3, "AR")
    assert [(row.debtor, row.number, row.currency, row.total_minor) for row in reading.invoices()] == [
        ("30500010912", "3-45", "ARS", 236500),
        ("30500010912", "3-7", "ARS", -12100),
        ("30500010912", "3-47", "USD", 7260),
    ]
    assert refusals(reading) == [(4, "missing_customer", "customer")]


def test_the_argentine_workbook_has_a_title_row_and_kinds_in_words() -> None:
    header = (
        "Fecha", "Tipo", "Punto de Venta", "Número Desde", "Número Hasta", "Cód. Autorización", "Tipo Doc. Receptor",
        "Nro. Doc. Receptor", "Denominación Receptor", "Tipo Cambio", "Moneda", "Neto Gravado Total", "Imp. Total",
    )  # fmt: skip
    data = workbook(
        ["Mis Comprobantes Emitidos - CUIT 30712345678"],
        header,
        ["03/09/2026", "1 - Factura A", 3, 45, 45, "75", "CUIT", 30500010912, "EMPRESA SA", 1, "$", 1954.55, 2365.0],
        ["04/09/2026", "8 - Nota de Crédito B", 3, 9, 9, "75", "CUIT", 30500010912, "EMPRESA SA", 1, "USD", 1, 12.1],
    )
    assert told(data, "AR", "ARCA Mis Comprobantes") == [
        ("30500010912", "3-45", date(2026, 9, 3), date(2026, 10, 3), "ARS", 236500, None),
        ("30500010912", "3-9", date(2026, 9, 4), date(2026, 10, 4), "USD", -1210, None),
    ]


def test_an_argentine_list_saved_by_excel_says_which_ids_it_lost() -> None:
    text = ARCA_3.replace("75321234567890", "7,53212E+13").replace("80;30500010912", "80;3,05E+10", 1)
    reading = read(text.replace("2026-09-03", "3/9/2026").encode("cp1252"), "AR")
    assert refusals(reading)[0] == (2, "damaged_id", "tax_id")
    assert [row.number for row in reading.invoices()] == ["3-7", "3-47"]


@pytest.mark.parametrize("text", [ARCA_1, ARCA_3])
def test_what_the_business_received_is_refused_in_every_generation(text: str) -> None:
    received = text.replace("Receptor", "Emisor")
    assert failure(received, country="AR").code == "purchases_not_sales"
    both = text.replace("Receptor", "Emisor", 3).replace("Tipo Cambio", "Tipo Doc. Receptor")
    assert failure(both, country="AR", tax_id="30712345678").code == "purchases_not_sales"


def test_the_ecuadorian_list_is_sales_when_the_business_is_the_seller() -> None:
    for tax_id in ("1791352688001", ""):
        assert told(SRI, "EC", "SRI", tax_id=tax_id) == [
            ("0350016432001", "015-027-000161740", date(2026, 7, 1), date(2026, 7, 31), "USD", 1836, None),
            ("1790000000001", "015-027-000000012", date(2026, 7, 3), date(2026, 8, 2), "USD", -575, None),
        ]
    assert rows(SRI, "EC", "SRI")[0].document_id == "0107202601179135268800120150270001617400016174011"


def test_the_ecuadorian_list_is_purchases_when_the_business_is_the_buyer() -> None:
    one_buyer = SRI.replace("1790000000001", "0350016432001")
    assert failure(one_buyer, country="EC", tax_id="0350016432001").code == "purchases_not_sales"
    assert failure(SRI, country="EC", tax_id="0999999999001").code == "purchases_not_sales"


def test_the_colombian_report_takes_what_was_issued_and_warns_of_what_was_received() -> None:
    data = workbook(
        DIAN,
        dian("Factura electrónica", 990000001, 119000.0, "Emitido", date(2026, 11, 5)),
        dian("Nota de crédito electrónica", 12, 1190.5, "Emitido"),
        dian("Factura electrónica", 7, 5000.0, "Recibido"),
        dian("Documento soporte con no obligados", 8, 5000.0, "Emitido"),
        dian("Factura electrónica", 9, 5000.0, "Emitido", state="Rechazado"),
    )
    for tax_id in ("900373115-3", ""):
        reading = read(data, "CO", tax_id=tax_id)
        assert [(row.debtor, row.number, row.issued_on, row.total_minor) for row in reading.invoices()] == [
            ("860002964", "SETP990000001", date(2026, 11, 5), 11900000),
            ("860002964", "SETP12", date(2026, 11, 5), -119050),
        ]
        assert [code for _, code, _ in warnings(reading)] == ["bought", "not_an_invoice", "not_issued"]
        assert (reading.source.format, reading.rejected) == ("DIAN", 0)


def test_the_colombian_report_of_received_documents_alone_is_refused() -> None:
    data = workbook(DIAN, dian("Factura electrónica", 7, 5000.0, "Recibido"))
    assert failure(data, country="CO").code == "purchases_not_sales"
