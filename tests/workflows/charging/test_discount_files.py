"""Discounts that files bring: frozen with the invoice, from its own row, the customer's terms, or the policy."""

from decimal import Decimal

from chalicelib.domain.business import EarlyDiscount
from chalicelib.domain.charging.charges import discount
from tests.domain.cases import DUE, business, with_policy
from tests.tables import Cloud
from tests.workflows.cases import books_are_in_order, created, dropped, one_invoice, whole

HEADER = "numero;cliente_id;cliente;fecha_vencimiento;total;descuento_porcentaje;descuento_monto;descuento_hasta\n"


def brought(rows: str, name: str = "a.csv") -> str:
    record = dropped("invoices/update", HEADER + rows, name=name)
    return f"{record.state} {record.created}+{record.changed}={record.unchanged}"


def saved(number: str) -> int:
    return discount(one_invoice(number), DUE)


def test_a_rows_own_discount_comes_before_the_customers_terms_and_these_before_the_policy(cloud: Cloud) -> None:
    created(policy=with_policy(business(), early_discount=EarlyDiscount(Decimal("0.01"))).policy)
    dropped("invoices/update", "numero;cliente_id;fecha_vencimiento;total\nF1;c1;2026-06-20;1000,00\n", name="p.csv")
    dropped("debtors", "cliente_id;descuento_porcentaje;descuento_dias\nc1;2;5\n", name="d.csv")
    brought("F2;c1;Ana;2026-06-20;1000,00;;;\nF3;c1;Ana;2026-06-20;1000,00;;35;2026-06-10\n")

    assert [saved(number) for number in ("F1", "F2", "F3")] == [1_000, 2_000, 3_500]
    assert whole().debtor.early_discount == EarlyDiscount(Decimal("0.02"), 5)


def test_a_later_file_makes_it_better_never_worse_and_the_same_file_changes_nothing(cloud: Cloud) -> None:
    created()
    assert brought("F1;c1;Ana;2026-06-20;1000,00;2;;2026-06-10\n") == "done 1+0=0"
    assert brought("F1;c1;Ana;2026-06-20;1000,00;5;;2026-06-10\n", "b.csv") == "done 0+1=0"
    assert brought("F1;c1;Ana;2026-06-20;1000,00;5;;2026-06-10\n", "c.csv") == "done 0+0=1"
    assert brought("F1;c1;Ana;2026-06-20;1000,00;1;;2026-06-10\n", "d.csv") == "done 0+0=1"

    assert saved("F1") == 5_000
    assert books_are_in_order()
