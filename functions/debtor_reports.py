"""What the debtor's page asks about payments that it tells us of, as JSON. Files go straight to the bucket."""

from datetime import date

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class File(msgspec.Struct, frozen=True):
    """A photo or PDF that the page wants to send: its MIME type, its size in bytes."""

    type: str
    size: int


class Report(msgspec.Struct, frozen=True):
    """``POST /api/reports``: how much, on which day, how; for which debts if they are named."""

    amount_minor: int
    paid_on: date
    method: str
    currency: str = ""
    debt_ids: list[str] = []
    note: str = ""
    proof: File | None = None


class PaymentProof(File, frozen=True):
    """``POST /api/payments/<id>/proof``; without a day it is today's."""

    paid_on: date | None = None


@routes.route("/api/reports", methods=["POST"], content_types=ANY)
@answered
def report() -> Response:
    from chalicelib.domain.already_paid.reports import Told
    from chalicelib.workflows.already_paid.attach_proof import Wanted
    from chalicelib.workflows.already_paid.report_payment import report_payment

    request = routes.current_request
    said = body(request, Report)
    told = Told(
        said.amount_minor, said.currency, said.paid_on, said.method, tuple(dict.fromkeys(said.debt_ids)),
        " ".join(said.note.split()),
    )  # fmt: skip
    wanted = Wanted(said.proof.type, said.proof.size) if said.proof else None
    key, _ = idempotency(request)
    return written(request, lambda session: report_payment(session, told, clock.now(), key, wanted), 201)


@routes.route("/api/payments/{payment_id}/proof", methods=["POST"], content_types=ANY)
@answered
def prove(payment_id: str) -> Response:
    from chalicelib.workflows.already_paid.attach_proof import Wanted
    from chalicelib.workflows.already_paid.report_payment import prove_payment

    request = routes.current_request
    said = body(request, PaymentProof)
    key, _ = idempotency(request)

    def act(session: Session) -> object:
        wanted = Wanted(said.type, said.size)
        return prove_payment(session, payment_id, wanted, clock.now(), key, said.paid_on)

    return written(request, act, 201)


@routes.route("/api/reports/{report_id}", methods=["GET"])
@answered
def one_report(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.view_reports import find_view

    return answer(find_view(guest(routes.current_request), report_id, clock.now()))


@routes.route("/api/reports/{report_id}/proof", methods=["POST"], content_types=ANY)
@answered
def upload_again(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.attach_proof import Wanted, ask_upload, upload

    request = routes.current_request
    said = body(request, File)

    def act(session: Session) -> object:
        wanted = Wanted(said.type, said.size)
        placed = ask_upload(session.business, session.debtor, report_id, wanted, clock.now())
        return {"id": placed.id, "upload": upload(placed.proof, wanted)}

    return written(request, act, 201)


@routes.route("/api/reports/{report_id}/sent", methods=["POST"], content_types=ANY)
@answered
def sent(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.attach_proof import check_upload
    from chalicelib.workflows.already_paid.view_reports import find_view

    def act(session: Session) -> object:
        check_upload(session.business, session.debtor, report_id)
        return find_view(session, report_id, clock.now())

    return written(routes.current_request, act)


@routes.route("/api/reports/{report_id}/withdraw", methods=["POST"], content_types=ANY)
@answered
def withdraw(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.refuse_report import withdraw_report
    from chalicelib.workflows.already_paid.view_reports import find_view

    def act(session: Session) -> object:
        withdraw_report(session.business, session.debtor, report_id, clock.now())
        return find_view(session, report_id, clock.now())

    return written(routes.current_request, act)
