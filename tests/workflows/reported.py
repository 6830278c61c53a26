"""A debtor who says that they paid, and the file that shows it, in the simulated cloud."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.already_paid.payment_report import PaymentReport
from chalicelib.domain.already_paid.reports import Told
from chalicelib.gateways import aws
from chalicelib.store import businesses
from chalicelib.store.sessions import Session
from chalicelib.store.things import load_thing
from chalicelib.workflows.already_paid.attach_proof import Wanted
from chalicelib.workflows.already_paid.confirm_report import Found, confirm_report
from chalicelib.workflows.already_paid.report_payment import report_payment
from tests.domain.cases import DUE
from tests.tables import BUCKET
from tests.workflows.cases import NOW, SESSION

JPEG = Wanted("image/jpeg", 100_000)


def tell(
    amount: int = 100_000,
    on: date = DUE,
    key: str = "",
    proof: Wanted | None = None,
    now: Any = NOW,
    session: Session = SESSION,
    **more: Any,
) -> dict[str, Any]:
    """What the page is answered."""
    said = replace(Told(amount, "MXN", on, "transfer"), **more)
    return report_payment(session, said, now, key, proof)


def kept(report_id: str, debtor: str = "c1") -> PaymentReport:
    found = load_thing("acme", debtor, PaymentReport, report_id)
    assert found
    return found


def arrives(report_id: str, content: bytes) -> None:
    """The file is in the bucket, as the form lets it in."""
    proof = kept(report_id).proof
    assert proof
    aws.client("s3").put_object(Bucket=BUCKET, Key=proof.key, Body=content, ContentType="image/jpeg")


def confirm(report_id: str, debtor: str = "c1", now: Any = NOW, user: str = "u-1", **found: Any) -> PaymentReport:
    return confirm_report(businesses.load("acme"), debtor, report_id, Found(**found), user, now)
