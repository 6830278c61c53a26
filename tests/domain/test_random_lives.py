"""Everything that can happen to an account, in any order: its books stay in order, nobody hears from it twice a day nor
of what rests, and nothing of it is forgotten for ever. ``World`` checks each decision.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from chalicelib.domain.agreeing import extending
from chalicelib.domain.agreeing.agreement import Choice, is_running
from chalicelib.domain.agreeing.plan_books import end
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.entry_kinds import is_cash
from chalicelib.domain.business import Interest, LateFee, PromiseRules
from chalicelib.domain.complaints import dispute_ends, disputing
from chalicelib.domain.complaints.dispute import is_live
from chalicelib.domain.errors import Refusal
from chalicelib.domain.paying.attempts import begin_processing, end_unpaid
from chalicelib.domain.paying.quote import quote_debts
from chalicelib.domain.promising.promise import OPEN
from tests.domain.autopay_cases import mandate
from tests.domain.cases import HOME, at, business, debtor, with_policy
from tests.domain.world import SHE, World, wrote

START = date(2026, 3, 2)
LONG = timedelta(days=320)  # whatever was begun is over by then, a year's limits are not
days = st.integers(0, 20)
shares = st.sampled_from([1, 33, 60, 100, 100, 100])


class Lives(RuleBasedStateMachine):
    @initialize(country=st.sampled_from(sorted(HOME)), rate=st.sampled_from(["0", "0.03"]), due=st.integers(-30, 20))
    def begin(self, country: str, rate: str, due: int) -> None:
        rules = PromiseRules(most_open=2, max_broken_last_year=9, min_share=Decimal("0.01"))
        fee = LateFee(100, interest=Interest(Decimal(rate)))
        of = with_policy(business(country), late_fee=fee, promise=rules)
        self.world = World(debtor(country), of, at(START, "11:00", of.time_zone))
        for place, total in enumerate((100_003, 50_000, 7)):
            self.world.issue(f"F{place}", total, START + timedelta(days=due + 4 * place))

    def try_to(self, act: Callable[[], object]) -> None:
        """What the rules refuse changes nothing."""
        before = self.world.who
        try:
            act()
        except Refusal:
            assert self.world.who == before

    def numbers(self, data: st.DataObject) -> tuple[str, ...]:
        known = sorted(one.number for one in self.world.who.invoices)
        return tuple(data.draw(st.lists(st.sampled_from(known), unique=True))) if known else ()

    def paid(self) -> list[Attempt]:
        every = self.world.all["attempts"].values()
        return [one for one in every if one.paid_at and one.refunded_minor < one.amount_minor]

    # ── Time, and what the business does ───────────────────────────────────────────────────────────

    @rule(count=days, hours=st.sampled_from([0, 0, 5, 13]))
    def days_pass(self, count: int, hours: int) -> None:
        self.world.until(self.world.now + timedelta(days=count, hours=hours, minutes=7))

    @rule(total=st.integers(1, 300_000), due=st.integers(-20, 40), currency=st.sampled_from(["", "", "USD"]))
    @precondition(lambda self: len(self.world.all["invoices"]) < 7)
    def an_invoice_comes(self, total: int, due: int, currency: str) -> None:
        world = self.world
        world.issue(f"F{len(world.all['invoices'])}", total, world.today + timedelta(days=due), currency)

    @rule(field=st.sampled_from(["test_mode", "live"]))
    def sending_changes(self, field: str) -> None:
        self.world.of = replace(self.world.of, **{field: not getattr(self.world.of, field)})
        self.world.wake()

    @rule(steps=st.integers(1, 9), apart=st.integers(0, 4))
    def the_policy_changes(self, steps: int, apart: int) -> None:
        of, ladder = self.world.of, business().policy.ladder
        changed = with_policy(of, ladder=ladder[-steps:], min_days_between=apart)
        self.world.of = with_policy(changed, version=of.policy.version + 1)
        self.world.wake()

    @rule(ahead=st.integers(1, 12))
    def reminders_are_paused(self, ahead: int) -> None:
        self.world.pause(self.world.today + timedelta(days=ahead))

    @rule()
    def the_pause_is_over(self) -> None:
        self.world.resume()

    # ── Money ──────────────────────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), extra=st.sampled_from([0, 0, 500]))
    def somebody_pays(self, data: st.DataObject, extra: int) -> None:
        world, numbers = self.world, self.numbers(data)
        self.try_to(lambda: world.receive(quote_debts(world.who, numbers, world.today), extra))

    @rule(share=shares)
    def somebody_pays_a_part(self, share: int) -> None:
        world = self.world
        owed = sum(one.principal_minor for one in world.who.invoices if one.currency == world.of.currency)
        self.try_to(lambda: world.pay_any(max(owed * share // 100, 1), world.of.currency))

    @rule(data=st.data(), share=shares, kind=st.sampled_from(["refund", "chargeback"]))
    @precondition(lambda self: self.paid())
    def money_goes_back(self, data: st.DataObject, share: int, kind: str) -> None:
        attempt = data.draw(st.sampled_from(sorted(self.paid(), key=lambda one: one.id)))
        left = attempt.amount_minor - attempt.refunded_minor
        self.world.take_back(attempt, max(left * share // 100, 1), kind)

    @rule(data=st.data())
    def a_payment_page_is_opened(self, data: st.DataObject) -> None:
        world, numbers = self.world, self.numbers(data)
        with suppress(Refusal):
            quote = quote_debts(world.who, numbers, world.today)
            at_page = {"provider": "stripe", "url": "https://pay.example"}
            attempt = world.attempt(quote.lines, quote.currency, quote.amount_minor, **at_page)
            world.act(wrote(attempts=(attempt,)))

    @rule(comes=st.sampled_from(["money", "nothing", "processing"]))
    @precondition(lambda self: any(not one.mandate for one in self.world.who.attempts))
    def the_provider_says_how_it_ended(self, comes: str) -> None:
        world = self.world
        attempt = next(one for one in world.who.attempts if not one.mandate)
        if comes == "processing":
            moved, invoices = begin_processing(attempt, world.who.invoices)
            world.act(wrote(attempts=(moved,), invoices=invoices))
        elif comes == "nothing":
            ended, invoices = end_unpaid(attempt, "failed", world.who.invoices)
            world.act(wrote(attempts=(ended,), invoices=invoices))
        else:
            world.settle(attempt)

    # ── What the debtor says ───────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), ahead=st.integers(0, 15), share=shares)
    def a_promise_is_made(self, data: st.DataObject, ahead: int, share: int) -> None:
        asked = {"share": Decimal(share) / 100, "debt_ids": self.numbers(data), "currency": self.world.of.currency}
        self.try_to(lambda: self.world.promise(self.world.today + timedelta(days=ahead), **asked))

    @rule(ahead=st.integers(0, 15))
    @precondition(lambda self: any(one.state == OPEN for one in self.world.who.promises))
    def it_is_changed(self, ahead: int) -> None:
        self.try_to(lambda: self.world.change(self.world.today + timedelta(days=ahead)))

    @rule()
    @precondition(lambda self: any(one.state == OPEN for one in self.world.who.promises))
    def it_is_withdrawn(self) -> None:
        self.try_to(self.world.withdraw)

    @rule(data=st.data(), parts=st.integers(1, 4), every=st.sampled_from(["week", "month"]), down=st.booleans())
    def an_agreement_is_signed(self, data: st.DataObject, parts: int, every: str, down: bool) -> None:
        world = self.world
        if any(is_running(one) for one in world.who.agreements):
            return
        choice = Choice(parts, world.today + timedelta(days=9), 200 if down else 0, every)
        with suppress(Refusal):
            world.sign(choice, *self.numbers(data))

    @rule(whole=st.booleans())
    @precondition(lambda self: any(is_running(one) for one in self.world.who.agreements))
    def an_installment_is_paid(self, whole: bool) -> None:
        self.try_to(lambda: self.world.pay_plan(whole=whole))

    @rule(returns=st.booleans())
    @precondition(lambda self: any(is_running(one) for one in self.world.who.agreements))
    def the_agreement_is_cancelled(self, returns: bool) -> None:
        world = self.world
        old = world.running()
        moved = end(old, world.who.invoices, world.moment(f"end-{old.id}"), returns)
        over = replace(old, state="cancelled", ended_at=world.now)
        world.act(wrote(invoices=moved.invoices, entries=moved.entries, agreements=(over,)))

    @rule(data=st.data(), ahead=st.integers(1, 7))
    def more_time_is_given(self, data: st.DataObject, ahead: int) -> None:
        world, until = self.world, self.world.today + timedelta(days=ahead)
        with suppress(Refusal):
            invoices = extending.named(world.who, self.numbers(data))
            extending.check_day(invoices, until, world.today)
            moved = [extending.extend(one, until, False, world.moment(world.name("e"))) for one in invoices]
            entries = [line for booked in moved for line in booked.entries]
            world.act(wrote(invoices=[booked.invoice for booked in moved], entries=entries))

    @rule(data=st.data())
    def something_is_disputed(self, data: st.DataObject) -> None:
        named = self.numbers(data)[:1]
        self.try_to(lambda: self.world.dispute(*named or ("F99",)))

    @rule(how=st.sampled_from(["reject", "accept", "part", "withdraw"]))
    @precondition(lambda self: any(is_live(one) for one in self.world.who.disputes))
    def the_dispute_is_decided(self, how: str) -> None:
        world = self.world
        dispute, said = world.who.disputes[0], disputing.business_says("Revisado", "rosa", world.now)
        with suppress(Refusal):
            if how == "reject":
                world.settled(dispute_ends.reject(dispute, said, world.who))
            elif how == "withdraw":
                world.settled(dispute_ends.withdraw(dispute, world.who, SHE, world.now))
            else:
                world.settled(dispute_ends.accept(dispute, None if how == "accept" else 1, said, world.who))

    @rule(share=shares)
    def a_payment_is_reported(self, share: int) -> None:
        owed = sum(one.principal_minor for one in self.world.who.invoices if one.currency == self.world.of.currency)
        self.try_to(lambda: self.world.report(max(owed * share // 100, 1), self.world.of.currency))

    @rule()
    @precondition(lambda self: self.world.who.reports)
    def no_such_money_was_found(self) -> None:
        self.world.refuse_report()

    @rule(data=st.data(), code=st.sampled_from(["order_missing", "not_received", "talk"]))
    def something_stands_in_the_way(self, data: st.DataObject, code: str) -> None:
        numbers = self.numbers(data)
        self.try_to(lambda: self.world.excuse(code, *numbers[:1]))

    @rule()
    def autopay_is_turned_on_or_off(self) -> None:
        world = self.world
        since = {"active_since": world.now, "accepted_at": world.now, "currency": world.of.currency}
        off = tuple(replace(one, state="revoked") for one in world.who.mandates)
        world.act(wrote(mandates=off or (mandate(id=world.name("ma_"), **since),)))

    @rule(paid=st.booleans())
    @precondition(lambda self: any(one.mandate for one in self.world.who.attempts))
    def the_card_is_charged_or_refused(self, paid: bool) -> None:
        world = self.world
        attempt = next(one for one in world.who.attempts if one.mandate)
        if paid:
            world.settle(attempt)
        else:
            ended, invoices = end_unpaid(attempt, "failed", world.who.invoices)
            world.act(wrote(attempts=(ended,), invoices=invoices))

    # ── What is always true ────────────────────────────────────────────────────────────────────────

    @invariant()
    def what_came_in_is_somewhere(self) -> None:
        moved = [line for line in self.world.entries if line.payment and is_cash(line)]
        for currency in {"USD", self.world.of.currency}:
            stayed = -sum(line.amount_minor for line in moved if line.currency == currency)
            assert stayed == self.world.came_in[currency] - self.world.went_back[currency]

    @invariant()
    def whoever_is_told_that_it_rests_is_not_forgotten(self) -> None:
        """An invoice is promised, agreed, disputed or in process only with something that will end it."""
        who = self.world.who
        promised = {number for one in who.promises if one.state == OPEN for number in one.debt_ids}
        agreed = {one.id for one in who.agreements if is_running(one)}
        disputed = {one.invoice for one in who.disputes if is_live(one)}
        paying = {line.invoice for one in who.attempts for line in one.lines}
        for one in who.invoices:
            assert one.state != "promised" or one.number in promised
            assert one.state != "in_plan" or one.plan in agreed
            assert one.state != "disputed" or one.number in disputed
            assert one.state != "paying" or one.number in paying

    def teardown(self) -> None:
        """Left alone, it comes to rest, and whatever is still owed has been through the whole ladder."""
        world = self.world
        world.of = replace(world.of, live=True, test_mode=False)
        world.wake()
        world.until(world.now + LONG)
        being_paid = {line.invoice for one in world.who.attempts for line in one.lines}
        plans = {one.plan for one in world.who.invoices if one.number in being_paid and one.plan}
        disputed = {one.invoice for one in world.who.disputes}
        for one in world.who.invoices:
            if one.number not in being_paid | disputed and one.plan not in plans:
                assert one.state in {"open", "partly_paid"} and one.escalated, one


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
