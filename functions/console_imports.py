"""The console's routes for imports: what became of each file, and what a person decides about one."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import HEADERS, answer, answering, check_origin, json_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import guest, language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/console/imports", methods=["GET"], authorizer=CONSOLE)
@answered
def imports() -> Response:
    from chalicelib.workflows.importing.view_import import list_view

    return shown(routes.current_request, lambda business, lang: list_view(business.id, lang))


@routes.route("/api/console/imports/{import_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def one_import(import_id: str) -> Response:
    from chalicelib.workflows.importing.view_import import find_import, import_view

    return shown(routes.current_request, lambda business, lang: import_view(find_import(business.id, import_id), lang))


@routes.route("/api/console/imports/{import_id}/mapping", methods=["GET"], authorizer=CONSOLE)
@answered
def mapping(import_id: str) -> Response:
    from chalicelib.workflows.importing.view_import import find_import
    from chalicelib.workflows.importing.view_mapping import view_mapping

    def view(business: Business, lang: str) -> object:
        return view_mapping(find_import(business.id, import_id), business, lang)

    return shown(routes.current_request, view)


@routes.route("/api/console/imports/{import_id}/mapping", methods=["PUT"], authorizer=CONSOLE, content_types=ANY)
@answered
def confirm_mapping(import_id: str) -> Response:
    from chalicelib.workflows.importing.map_columns import map_columns

    request = routes.current_request
    check_origin(request)
    user, business = guest(request)
    record = map_columns(business.id, import_id, json_body(request), user.id, clock.now())
    return answer({"id": record.id, "state": record.state}, 202)


@routes.route("/api/console/imports/{import_id}/confirm", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def confirm(import_id: str) -> Response:
    from chalicelib.workflows.importing.map_columns import confirm_snapshot

    def act(user: ConsoleUser, business: Business) -> Mapping[str, Any]:
        record = confirm_snapshot(business.id, import_id, clock.now())
        return {"id": record.id, "state": record.state}

    return written(routes.current_request, act, 202)


@routes.route("/api/console/imports/{import_id}/undo", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def undo(import_id: str) -> Response:
    from chalicelib.workflows.importing.undo_import import undo_import
    from chalicelib.workflows.importing.view_import import find_import, undo_view

    def act(user: ConsoleUser, business: Business) -> Mapping[str, Any]:
        undo_import(business.id, import_id, user.id, clock.now())
        record = find_import(business.id, import_id)
        return {"id": record.id, "state": record.state, "undone_at": record.undone_at, **undo_view(record)}

    return written(routes.current_request, act, 202)


@routes.route("/api/console/imports/{import_id}/rejected.csv", methods=["GET"], authorizer=CONSOLE)
@answered
def rejected(import_id: str) -> Response:
    from chalicelib.workflows.importing.view_import import find_import, rejected_file

    _, business = guest(routes.current_request)
    content, link = rejected_file(find_import(business.id, import_id))
    if link:
        return Response("", status_code=303, headers={**HEADERS, "Location": link})
    kind = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="rejected.csv"'}
    return Response(content, status_code=200, headers={**HEADERS, **kind})
