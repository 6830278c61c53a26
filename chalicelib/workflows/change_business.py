"""A business is created or changed. A changed policy reaches every account at once, and none of their past."""

from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.business_settings import parse_business
from chalicelib.gateways import queue
from chalicelib.gateways.logs import fact
from chalicelib.intake.tax_ids import is_plausible_tax_id
from chalicelib.store import accounts, businesses
from chalicelib.store.keys import account_key
from chalicelib.workflows.sweep_due import wake_up
from chalicelib.workflows.wake import POLICY_CHANGED


def create_business(raw: Any) -> Business:
    """The business that a body describes. Raises Faulty with every fault, and Conflict when the id is taken."""
    business = parse_business(raw, None, _valid_tax_id)
    businesses.create(business)
    fact("business_created", business=business.id)
    return business


def change_business(business_id: str, raw: Any) -> Business:
    """Change what the body names. Raises NotFound, Faulty.

    Where the policy, ``live`` or ``test_mode`` changed, every account of the business is decided anew: done steps stay
    done, new ones apply, nothing is replayed or back-charged.
    """
    before = businesses.load(business_id)
    after = parse_business(raw, before, _valid_tax_id)
    businesses.change(after)
    if _decides_by(before) != _decides_by(after):
        keys = (account_key(after.id, one.debtor) for one in accounts.list_accounts(after.id))
        queue.send(wake_up(pk, POLICY_CHANGED) for pk in keys)
    fact("business_changed", business=business_id, policy=after.policy.version)
    return after


def _decides_by(business: Business) -> tuple[Any, ...]:
    return business.policy, business.live, business.test_mode


def _valid_tax_id(country: str, text: str) -> bool:
    return is_plausible_tax_id(text, country)
