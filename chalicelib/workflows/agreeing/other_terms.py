"""A debtor who cannot keep to their plan asks for other terms: of a person always, and the plan goes on meanwhile."""

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Agreement, Choice, is_running
from chalicelib.domain.agreeing.plan_quote import Asked, make_quote
from chalicelib.domain.agreeing.plan_rules import check_possible, chosen
from chalicelib.domain.errors import Conflict, NotFound, Refusal
from chalicelib.messages.catalog import say
from chalicelib.store.things import load_thing
from chalicelib.workflows.agreeing.begin_plan import as_if_ended, still_owed
from chalicelib.workflows.agreeing.offer_plans import capital_of
from chalicelib.workflows.showing.viewer import Viewer


def other_terms(viewer: Viewer, replaced: str, choice: Choice, name: str, note: str) -> Agreement:
    """A proposal for what is left of the plan ``replaced``, priced as if that one ended now: what was paid counts.

    Raises NotFound, Conflict ``plan_over``, Refusal ``plan_unavailable`` and Faulty.
    """
    old = _kept(viewer, replaced)
    _check_free(viewer, old)
    account = replace(viewer.account, invoices=tuple(as_if_ended(viewer.account, old.id, viewer.now)))
    numbers = still_owed(old, account.invoices)
    if not numbers:
        raise Conflict("plan_over", field="replaces")
    invoices = chosen(account, numbers, old.currency, viewer.today)
    check_possible(choice, capital_of(viewer, invoices), viewer.today)
    asked = Asked(name, viewer.today, viewer.now, note=note, replaces=old.id, state="proposed")
    return make_quote(account, viewer.business, invoices, choice, asked)


def refused(viewer: Viewer, reason: str) -> Refusal:
    """Why there is no plan to be had, in words."""
    told = say(viewer.lang, f"plan.why.{reason}", creditor=viewer.business.name)
    return Refusal("plan_unavailable", reason=reason, why=told)


def _kept(viewer: Viewer, plan: str) -> Agreement:
    found = next((one for one in viewer.account.agreements if one.id == plan), None)
    found = found or load_thing(viewer.debtor.business, viewer.debtor.id, Agreement, plan)
    if found is None:
        raise NotFound("not_found", field="replaces")
    if not is_running(found):
        raise Conflict("plan_over", field="replaces")
    return found


def _check_free(viewer: Viewer, old: Agreement) -> None:
    """One such request at a time; and money on its way is counted first."""
    if any(one.state == "proposed" and one.replaces == old.id for one in viewer.account.agreements):
        raise refused(viewer, "plan_proposed")
    if any(one.plan == old.id and one.state == "paying" for one in viewer.account.invoices):
        raise refused(viewer, "plan_payment_in_progress")
