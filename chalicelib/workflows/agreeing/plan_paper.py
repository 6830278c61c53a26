"""The signed copy of an agreement as a paper, from its stored evidence alone: the same record gives the same bytes."""

from chalicelib.domain.agreeing.evidence import Evidence
from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound
from chalicelib.messages.documents.agreement_paper import agreement_paper
from chalicelib.messages.documents.blocks import Paper
from chalicelib.store import accounts
from chalicelib.store.things import load_thing
from chalicelib.workflows.agreeing.view_plan import parties


def agreement_of(business: Business, debtor: str, agreement: str) -> Paper:
    """Raises NotFound: nobody's, or not signed."""
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    who = parties(business, account.debtor.name, account.debtor.tax_id)
    return agreement_paper(
        evidence_of(business, debtor, agreement), who, account.debtor.time_zone, business.sender.email
    )


def evidence_of(business: Business, debtor: str, agreement: str) -> Evidence:
    """The stored record as it is, for whoever wants to verify it. Raises NotFound."""
    evidence = load_thing(business.id, debtor, Evidence, agreement)
    if evidence is None:
        raise NotFound("not_found")
    return evidence
