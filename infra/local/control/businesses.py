"""``/local/businesses``: create and change a business, as a console would."""

from typing import TYPE_CHECKING

from infra.local.console_users import invite, sign_in_settings
from infra.local.control import product
from infra.local.control.web import Refused, Request, Response, Routes, answer
from infra.local.home import Home

if TYPE_CHECKING:
    from chalicelib.domain.business import Business
    from chalicelib.domain.errors import Fault, Faulty


def add_routes(routes: Routes, home: Home) -> None:
    routes.add("GET", "/local/businesses", lambda request: answer(product.businesses()))
    routes.add("POST", "/local/businesses", lambda request: create(home, request))
    routes.add("GET", "/local/businesses/{key}", lambda request, key: answer(product.business_json(known(key))))
    routes.add("PUT", "/local/businesses/{key}", lambda request, key: change(home, request, key))
    routes.add("GET", "/local/console/{key}", lambda request, key: answer(sign_in_settings(home, known(key).id)))


def known(key: str) -> "Business":
    """The business of a path; 404 where there is none."""
    found = product.business(key)
    if found is None:
        raise Refused(404, "unknown_business", f"no business {key}")
    return found


def create(home: Home, request: Request) -> Response:
    from chalicelib.domain.errors import Conflict, Faulty

    try:
        business = product.create_business(request.json())
    except Conflict:
        raise Refused(409, "business_exists", "a business of that id exists already") from None
    except Faulty as faulty:
        raise _refused(faulty) from None
    _verify_sender(home, business)
    invite(home, business.id)
    return answer(_saved(business), 201)


def change(home: Home, request: Request, key: str) -> Response:
    from chalicelib.domain.errors import Faulty

    known(key)
    try:
        business = product.change_business(key, request.json())
    except Faulty as faulty:
        raise _refused(faulty) from None
    _verify_sender(home, business)
    return answer(_saved(business))


def _saved(business: "Business") -> dict[str, object]:
    """What was kept, and what in it is worth a second look."""
    from chalicelib.domain.doubts import doubts

    return product.business_json(business) | {"warnings": [_told(fault) for fault in doubts(business)]}


def _told(fault: "Fault") -> dict[str, str]:
    return {"path": fault.path, "code": fault.code, "message": _sentence(fault)}


def _refused(faulty: "Faulty") -> Refused:
    return Refused(422, "faulty", "the business has faults", [_told(fault) for fault in faulty.faults])


def _sentence(fault: "Fault") -> str:
    about = ", ".join(f"{name} {value}" for name, value in fault.params.items())
    return fault.code.replace("_", " ") + (f": {about}" if about else "")


def _verify_sender(home: Home, business: "Business") -> None:
    """What the business does once on AWS by a link or DNS: its address may send."""
    client = home.client("sesv2")
    try:
        client.create_email_identity(EmailIdentity=business.sender.email)
    except client.exceptions.AlreadyExistsException:
        return
