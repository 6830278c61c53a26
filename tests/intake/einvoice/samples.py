"""Small electronic invoices of each country, written from the authorities' specifications. All names are made up."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.intake.einvoice.read import read_einvoices
from chalicelib.intake.records import InvoiceRow, PaymentRow, Reading
from tests.intake.files import CURRENCIES, TODAY
from tests.intake.files import business as tabular

UUID = "5FB2822E-396D-4725-8521-CDC4BDD20CCF"
OTHER_UUID = "0D7F7A43-28C4-4D1A-9C3B-2F6F5D0E8B11"
CUFE = "ab12" * 24
KEY = "35260611222333000181550010000012341000012345"


def business(country: str, tax_id: str = "", language: str = "es") -> Business:
    found = tabular(country if country in CURRENCIES else "CO", tax_id, language)
    return replace(found, country=country, currency=CURRENCIES.get(country, "EUR"))


def read(
    data: str | bytes,
    country: str = "MX",
    tax_id: str = "",
    terms: Callable[[str], int | None] = lambda debtor: None,
) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return read_einvoices(raw, name="x.xml", business=business(country, tax_id), today=TODAY, terms_days=terms)


def invoices(data: str | bytes, country: str, **how: Any) -> list[InvoiceRow]:
    """The invoices of a file in which nothing was refused."""
    reading = read(data, country, **how)
    assert [line.problem for line in reading.refused] == []
    return list(reading.invoices())


def invoice(data: str | bytes, country: str, **how: Any) -> InvoiceRow:
    (row,) = invoices(data, country, **how)
    return row


def payments(data: str | bytes, country: str = "MX") -> list[PaymentRow]:
    return list(read(data, country).payments())


def codes(reading: Reading) -> list[tuple[int, str, str]]:
    """(line, level, code) of every problem."""
    return [(one.line, one.level, one.code) for one in reading.problems]


def zipped(*members: tuple[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def cfdi(
    type_: str = "I",
    uuid: str = UUID,
    total: str = "1160.00",
    folio: str = "123",
    related: str = "",
    inner: str = "",
    receiver: str = "URE180429TM6",
    name: str = "Universidad Robótica",
    more: str = 'MetodoPago="PPD"',
    date: str = "2026-06-01",
) -> str:
    stamp = f'<tfd:TimbreFiscalDigital UUID="{uuid}"/>' if uuid else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital"
 Version="4.0" Serie="A" Folio="{folio}" Fecha="{date}T10:00:00"
 Moneda="MXN" Total="{total}" TipoDeComprobante="{type_}"
 {more}>{related}<cfdi:Emisor Rfc="EKU9003173C9" Nombre="Escuela"/>
<cfdi:Receptor Rfc="{receiver}" Nombre="{name}"/>
<cfdi:Conceptos><cfdi:Concepto Descripcion="Cursos" Importe="1"/><cfdi:Concepto Descripcion="Otros"/></cfdi:Conceptos>
<cfdi:Complemento>{inner}{stamp}</cfdi:Complemento></cfdi:Comprobante>"""


def related(type_: str, *uuids: str) -> str:
    each = "".join(f'<cfdi:CfdiRelacionado UUID="{uuid}"/>' for uuid in uuids)
    return f'<cfdi:CfdiRelacionados TipoRelacion="{type_}">{each}</cfdi:CfdiRelacionados>'


def paid(
    amount: str = "1160.00",
    before: str = "1160.00",
    left: str = "0",
    of: str = UUID,
    uuid: str = "11111111-1111-4111-8111-111111111111",
    on: str = "2026-06-02",
    folio: str = "123",
    part: int = 1,
) -> str:
    """A CFDI of type P about one payment of one document."""
    inner = f"""<pago20:Pagos><pago20:Pago FechaPago="{on}T12:00:00" FormaDePagoP="03" MonedaP="MXN" Monto="{amount}"
 NumOperacion="OP-7"><pago20:DoctoRelacionado IdDocumento="{of.lower()}" Serie="A" Folio="{folio}" MonedaDR="MXN"
 NumParcialidad="{part}" ImpSaldoAnt="{before}" ImpPagado="{amount}" ImpSaldoInsoluto="{left}"/></pago20:Pago>
</pago20:Pagos>"""
    return cfdi("P", uuid, "0", folio="900", inner=inner, more="")


def dte(
    type_: str = "33",
    folio: str = "77",
    total: str = "119000",
    more: str = "<FchVenc>2026-07-01</FchVenc>",
    references: str = "",
    receiver: str = "76555835-2",
) -> str:
    return f"""<DTE version="1.0"><Documento ID="T{type_}F{folio}"><Encabezado><IdDoc><TipoDTE>{type_}</TipoDTE>
<Folio>{folio}</Folio><FchEmis>2026-06-01</FchEmis>{more}</IdDoc>
<Emisor><RUTEmisor>60910000-1</RUTEmisor><RznSoc>Emisora</RznSoc></Emisor>
<Receptor><RUTRecep>{receiver}</RUTRecep><RznSocRecep>Ñandú SpA</RznSocRecep>
<CorreoRecep>pagos@nandu.example</CorreoRecep>
</Receptor><Totales><MntNeto>100000</MntNeto><MntTotal>{total}</MntTotal></Totales></Encabezado>
<Detalle><NmbItem>Asesoría</NmbItem></Detalle>{references}</Documento></DTE>"""


def declared(body: str, encoding: str = "ISO-8859-1") -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{body}'.encode(encoding)


def assigned(document: str, to: str = "96555555-5") -> str:
    return f"""<AEC version="1.0"><DocumentoAEC><Caratula><RutCedente>60.910.000-1</RutCedente></Caratula><Cesiones>
<DTECedido><DocumentoDTECedido>{document}</DocumentoDTECedido></DTECedido>
<Cesion><DocumentoCesion><SeqCesion>1</SeqCesion><IdDTE><TipoDTE>33</TipoDTE><RUTEmisor>60.910.000-1</RUTEmisor>
<RUTReceptor>76.555.835-2</RUTReceptor><Folio>77</Folio><FchEmis>2026-06-01</FchEmis><MntTotal>119000</MntTotal></IdDTE>
<Cedente><RUT>60.910.000-1</RUT></Cedente><Cesionario><RUT>{to}</RUT></Cesionario><MontoCesion>119000</MontoCesion>
<UltimoVencimiento>2026-07-15</UltimoVencimiento></DocumentoCesion></Cesion></Cesiones></DocumentoAEC></AEC>"""


def sunat(
    root: str = "Invoice",
    number: str = "F001-45",
    total: str = "1180.00",
    terms: str = "",
    more: str = "",
    kind: str = "<cbc:InvoiceTypeCode>01</cbc:InvoiceTypeCode>",
    currency: str = "PEN",
) -> str:
    totals = "RequestedMonetaryTotal" if root == "DebitNote" else "LegalMonetaryTotal"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:x" xmlns:cac="urn:c" xmlns:cbc="urn:b"><cbc:UBLVersionID>2.1</cbc:UBLVersionID>
<cbc:ID>{number}</cbc:ID>
<cbc:IssueDate>2026-06-01</cbc:IssueDate>{kind}<cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>{more}
<cac:AccountingSupplierParty><cac:Party><cac:PartyIdentification>
<cbc:ID schemeID="6" schemeAgencyName="PE:SUNAT">20601111111
</cbc:ID></cac:PartyIdentification></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID="6">20131312955</cbc:ID>
</cac:PartyIdentification><cac:PartyLegalEntity><cbc:RegistrationName><![CDATA[ CLIENTE & CIA SAC ]]>
</cbc:RegistrationName>
</cac:PartyLegalEntity><cac:Contact><cbc:ElectronicMail>pagos@cliente.example</cbc:ElectronicMail></cac:Contact>
</cac:Party>
</cac:AccountingCustomerParty>{terms}<cac:{totals}>
<cbc:PayableAmount currencyID="{currency}">{total}</cbc:PayableAmount>
</cac:{totals}><cac:InvoiceLine><cac:Item><cbc:Description>Harina</cbc:Description></cac:Item></cac:InvoiceLine>
</{root}>"""


def terms(means: str, amount: str = "", due: str = "", id_: str = "FormaPago", currency: str = "PEN") -> str:
    amount = f'<cbc:Amount currencyID="{currency}">{amount}</cbc:Amount>' if amount else ""
    due = f"<cbc:PaymentDueDate>{due}</cbc:PaymentDueDate>" if due else ""
    how = f"<cbc:ID>{id_}</cbc:ID><cbc:PaymentMeansID>{means}</cbc:PaymentMeansID>"
    return f"<cac:PaymentTerms>{how}{amount}{due}</cac:PaymentTerms>"


def dian(
    root: str = "Invoice", number: str = "SETP990000001", cufe: str = CUFE, total: str = "238000.00", more: str = ""
) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:x" xmlns:cac="urn:c" xmlns:cbc="urn:b">
<cbc:ProfileID>DIAN 2.1: Factura Electrónica de Venta</cbc:ProfileID>
<cbc:ProfileExecutionID>1</cbc:ProfileExecutionID><cbc:ID>{number}</cbc:ID>
<cbc:UUID schemeName="CUFE-SHA384">{cufe}</cbc:UUID>
<cbc:IssueDate>2026-06-01</cbc:IssueDate>{more}<cbc:DocumentCurrencyCode>COP</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme>
<cbc:CompanyID schemeName="31" schemeID="8">900373115</cbc:CompanyID>
</cac:PartyTaxScheme></cac:Party></cac:AccountingSupplierParty><cac:AccountingCustomerParty>
<cbc:AdditionalAccountID>1</cbc:AdditionalAccountID><cac:Party><cac:PartyTaxScheme>
<cbc:RegistrationName>ALMACENES ANDINOS S.A.S.</cbc:RegistrationName>
<cbc:CompanyID schemeName="31">860002964</cbc:CompanyID>
</cac:PartyTaxScheme><cac:Contact><cbc:Telephone>3001234567</cbc:Telephone></cac:Contact></cac:Party>
</cac:AccountingCustomerParty><cac:PaymentMeans><cbc:ID>2</cbc:ID><cbc:PaymentDueDate>2026-07-10</cbc:PaymentDueDate>
</cac:PaymentMeans><cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="COP">{total}</cbc:PayableAmount>
</cac:LegalMonetaryTotal></{root}>"""


def attached(inner: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<AttachedDocument xmlns:cac="urn:c" xmlns:cbc="urn:b"><cbc:ID>1</cbc:ID><cac:Attachment><cac:ExternalReference>
<cbc:MimeCode>text/xml</cbc:MimeCode><cbc:Description>{inner}</cbc:Description></cac:ExternalReference></cac:Attachment>
</AttachedDocument>"""


def nfe(
    dups: str = "",
    total: str = "345.00",
    ide: str = "<finNFe>1</finNFe><tpNF>1</tpNF><natOp>VENDA</natOp>",
    pay: str = "15",
    key: str = KEY,
    state: str = "100",
    liquid: str = "",
) -> str:
    bill = f"<cobr><fat><nFat>1234</nFat>{liquid}</fat>{dups}</cobr>" if dups else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nfeProc versao="4.00" xmlns="http://www.portalfiscal.inf.br/nfe"><NFe>
<infNFe versao="4.00" Id="NFe{key}"><ide><serie>1</serie><nNF>1234</nNF>
<dhEmi>2026-06-01T10:00:00-03:00</dhEmi>{ide}</ide>
<emit><CNPJ>11222333000181</CNPJ><xNome>EMITENTE</xNome></emit><dest><CNPJ>11444777000161</CNPJ><xNome>Açaí Ltda</xNome>
<enderDest><fone>11987654321</fone></enderDest><email>contas@acai.example</email></dest>
<det nItem="1"><prod><xProd>Polpa</xProd></prod></det><det nItem="2"><prod><xProd>Outro</xProd></prod></det>
<total><ICMSTot><vNF>{total}</vNF></ICMSTot></total>{bill}<pag><detPag><tPag>{pay}</tPag></detPag></pag></infNFe></NFe>
<protNFe><infProt><chNFe>{key}</chNFe><cStat>{state}</cStat></infProt></protNFe></nfeProc>"""


def dup(number: str, due: str, amount: str) -> str:
    return f"<dup><nDup>{number}</nDup><dVenc>{due}</dVenc><vDup>{amount}</vDup></dup>"


def nfe_event(type_: str = "110111", key: str = KEY, state: str = "135") -> str:
    return f"""<procEventoNFe><evento><infEvento><CNPJ>11222333000181</CNPJ><chNFe>{key}</chNFe>
<tpEvento>{type_}</tpEvento>
</infEvento></evento><retEvento><infEvento><cStat>{state}</cStat></infEvento></retEvento></procEventoNFe>"""


def facturae(*invoices_: str, factor: str = "") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fe:Facturae xmlns:fe="http://www.facturae.es/Facturae/2014/v3.2.1/Facturae">
<FileHeader><SchemaVersion>3.2.1</SchemaVersion>{factor}</FileHeader><Parties>
<SellerParty><TaxIdentification><TaxIdentificationNumber>B23103039</TaxIdentificationNumber></TaxIdentification>
</SellerParty>
<BuyerParty><TaxIdentification><PersonTypeCode>F</PersonTypeCode>
<TaxIdentificationNumber>00000000T</TaxIdentificationNumber></TaxIdentification>
<Individual><Name>Ana</Name><FirstSurname>Pérez</FirstSurname><ContactDetails><Telephone>+34910730028</Telephone>
<ElectronicMail>ana@perez.example</ElectronicMail></ContactDetails></Individual></BuyerParty></Parties>
<Invoices>{"".join(invoices_)}</Invoices></fe:Facturae>"""


def facturae_invoice(
    number: str = "7", total: str = "121.00", installments: str = "", head: str = "", executable: str = ""
) -> str:
    executable = f"<TotalExecutableAmount>{executable}</TotalExecutableAmount>" if executable else ""
    return f"""<Invoice><InvoiceHeader><InvoiceNumber>{number}</InvoiceNumber>
<InvoiceSeriesCode>A-</InvoiceSeriesCode>{head}
</InvoiceHeader><InvoiceIssueData><IssueDate>2026-06-01</IssueDate><InvoiceCurrencyCode>EUR</InvoiceCurrencyCode>
</InvoiceIssueData><InvoiceTotals><InvoiceTotal>{total}</InvoiceTotal>{executable}</InvoiceTotals>
<Items><InvoiceLine><ItemDescription>Reforma</ItemDescription></InvoiceLine></Items>
<PaymentDetails>{installments}</PaymentDetails></Invoice>"""


def installment(due: str, amount: str) -> str:
    return f"""<Installment><InstallmentDueDate>{due}</InstallmentDueDate>
<InstallmentAmount>{amount}</InstallmentAmount></Installment>"""
