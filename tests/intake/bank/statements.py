"""Statements as banks give them, small enough to read."""

from datetime import date
from typing import Any

from chalicelib.intake.bank.lines import BankLine, Statement
from chalicelib.intake.bank.read import read_statement
from tests.domain.cases import business

TODAY = date(2026, 6, 30)

OFX_1 = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252

<OFX><SIGNONMSGSRSV1><SONRS><DTSERVER>20260603<LANGUAGE>POR</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><STMTRS>
<CURDEF>BRL
<BANKACCTFROM><BANKID>0341<ACCTID>1234/56789-0<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260601<DTEND>20260630
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260602120000[-3:BRT]<TRNAMT>1250.50<FITID>N10001<MEMO>PIX RECEBIDO JO\xc3O P7KQ2M9XA
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20260603
<TRNAMT>-12,90
<FITID>N10002
<NAME>TARIFA &amp; CIA
</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20260630</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

OFX_2 = b"""<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>MXN</CURDEF>
<BANKACCTFROM><BANKID>032</BANKID><ACCTID>032180000118359719</ACCTID></BANKACCTFROM>
<BANKTRANLIST>
<STMTTRN><TRNTYPE>XFER</TRNTYPE><DTPOSTED>20260602</DTPOSTED><TRNAMT>500</TRNAMT><FITID>1</FITID>
<NAME>Jos\xc3\xa9 Mu\xc3\xb1oz</NAME><BANKACCTTO><ACCTID>999</ACCTID></BANKACCTTO></STMTTRN>
<STMTTRN><TRNTYPE>XFER</TRNTYPE><DTPOSTED>2026</DTPOSTED><TRNAMT>7</TRNAMT><FITID>2</FITID></STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""

MT940 = b"""{1:F01BANKMXMMXXXX0000000000}{2:I940X}{4:\r
:20:STMT1\r
:25:032/0118359719\r
:28C:6/1\r
:60F:C260531MXN1000,00\r
:61:2606020602C1250,50NTRFP7KQ2M9XA//BNK001\r
:86:051?00TRANSFERENCIA?20PAGO FACTURA?21 A-1023?31MX99887766?32JUAN PEREZ?33 LOPEZ\r
:61:2606030603RC10,NTRFNONREF\r
:86:/NAME/JUAN PEREZ/REMI/devuelto\r
:61:nonsense\r
:61:2512310102D12,90NCHGNONREF\r
:62F:C260603MXN2227,60\r
-}\r
"""

CAMT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
<Stmt><Id>1</Id><Acct><Id><IBAN>ES9121000418450200051332</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">120.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-06-02</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls>
<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
<RltdPties><Dbtr><Pty><Nm>Ana L\xc3\xb3pez</Nm><Id><OrgId><Othr><Id>B64717838</Id></Othr></OrgId></Id></Pty></Dbtr>
<DbtrAcct><Id><IBAN>ES7921000813610123456789</IBAN></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>P-7KQ2-M9XA factura</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><DtTm>2026-06-03T10:00:00+02:00</DtTm></BookgDt><NtryDtls>
<TxDtls><Amt Ccy="EUR">10.00</Amt><RltdPties><Dbtr><Nm>Uno</Nm></Dbtr></RltdPties></TxDtls>
<TxDtls><Amt Ccy="EUR">20.00</Amt><RltdPties><Dbtr><Nm>Dos</Nm></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>
<ValDt><Dt>2026-06-03</Dt></ValDt></Ntry>
<Ntry><Amt Ccy="EUR">9.99</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><ValDt><Dt>2026-06-03</Dt></ValDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def read(data: bytes | str, country: str = "MX", **changes: Any) -> Statement:
    content = data if isinstance(data, bytes) else data.encode()
    return read_statement(content, business=business(country, **changes), today=TODAY)


def moved(found: Statement) -> list[tuple[str, int, str]]:
    """Day, minor units and currency of every line."""
    return [(f"{line.on:%m-%d}", line.amount_minor, line.currency) for line in found.lines]


def only(found: Statement) -> BankLine:
    (line,) = found.lines
    return line
