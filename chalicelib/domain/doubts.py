"""What a business's settings hold that is likely a slip and no fault: said when they are saved, never refused. Pure."""

from collections.abc import Iterator

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Fault
from chalicelib.domain.paying.bank_accounts import cci_checks, compact


def doubts(business: Business) -> Iterator[Fault]:
    """Where and what, as a fault tells it. Check digits of a CCI: some banks of Peru do not keep to them."""
    transfer = business.payment_methods.transfer
    if transfer and transfer.kind == "cci" and not cci_checks(compact(transfer.account)):
        yield Fault("payment_methods.transfer.account", "cci_check_digits")
