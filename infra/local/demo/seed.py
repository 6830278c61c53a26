"""Lives the demo's three months through: files dropped, reminders sent, payments made, one day after the other."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from infra.local.clock import real_now
from infra.local.control import Surface
from infra.local.demo import files, portfolio
from infra.local.demo.portfolio import COUNTRIES, MONTHS, TERM, Portfolio
from infra.local.demo.visitor import Unexpected, Visitor
from infra.local.home import Home

HISTORY = timedelta(days=92)
MORNING = time(10, 45)  # UTC: before the first lawful hour of all five countries
NOON = time(15, 0)  # UTC: after their first messages of the day
MARK = "demo/seeded"  # in the files bucket: kept with the data, lost with the data
ALREADY = timedelta(minutes=10)  # an event as old as this was lived through before an interruption
BOOKS = "invoices issued"
Say = Callable[[str], None]
Act = Callable[[Visitor, Portfolio], None]


@dataclass(frozen=True)
class Event:
    """Something that happens to every business at one instant."""

    at: datetime
    title: str
    act: Act


def begin(until: datetime | None) -> datetime:
    """When the clock of a first start with demo data begins. ``until``: what it is to show afterwards."""
    return datetime.combine(_today(until or real_now()) - HISTORY, MORNING, UTC)


def _today(end: datetime) -> date:
    """The last day whose morning has come."""
    return (end.astimezone(UTC) - timedelta(hours=MORNING.hour, minutes=MORNING.minute)).date()


def is_seeded(home: Home) -> bool:
    found = home.client("s3").list_objects_v2(Bucket=home.outputs["FilesBucket"], Prefix=MARK)
    return bool(found.get("KeyCount"))


def seed(home: Home, until: datetime | None, say: Say) -> None:
    """Create the businesses and walk their clock to ``until`` (None: the present). Goes on where it was interrupted."""
    end = until or real_now()
    today = _today(end)
    portfolios = [portfolio.read(country, today) for country in COUNTRIES]
    visitors = [Visitor(home.base_url) for _ in portfolios]
    with ThreadPoolExecutor(len(portfolios)) as pool:
        list(pool.map(lambda visitor, one: visitor.post_business(one.settings), visitors, portfolios))
        for event in _ahead(home, end, today):
            _walk(home, visitors[0], event.at)
            say(f"  {event.at:%d %b %Y}: {event.title}")
            list(pool.map(event.act, visitors, portfolios))
    _walk(home, visitors[0], until or real_now())
    home.client("s3").put_object(Bucket=home.outputs["FilesBucket"], Key=MARK, Body=b"")


def sample_link(surface: Surface) -> str | None:
    """The link of the last reminder to somebody who has not paid."""
    reminders = (message for message in reversed(surface.book.all()) if message["purpose"] == "collection")
    return next((str(message["link"]) for message in reminders if message["link"]), None)


def _walk(home: Home, visitor: Visitor, moment: datetime) -> None:
    if moment > home.clock.now():
        visitor.walk_to(moment.isoformat())


def _ahead(home: Home, end: datetime, today: date) -> list[Event]:
    """What the clock has still to see; where all is past already, the last books alone."""
    told = [event for event in events(today) if event.at <= end]
    books = [event for event in told if event.title == BOOKS]
    return [event for event in told if event.at >= home.clock.now() - ALREADY] or books[-1:]


def events(today: date) -> Iterator[Event]:
    """The life of the demo in its order, as of a present day."""
    for days in MONTHS:
        due = today + timedelta(days=days)
        yield Event(_at(due - timedelta(days=TERM), MORNING), BOOKS, _drop_books(due - timedelta(days=TERM)))
        if due < today:
            later = due + timedelta(days=5)
            yield Event(_at(due, MORNING), "payments in time", _drop_payments(due - timedelta(days=TERM), due))
            yield Event(_at(due + timedelta(days=2), NOON), "payments by link", _pay_by_link)
            yield Event(_at(later, MORNING), "late payments", _drop_payments(due, later))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def _drop_books(day: date) -> Act:
    def act(visitor: Visitor, one: Portfolio) -> None:
        _drop(visitor, one, "invoices/snapshot", f"books-{day}.csv", files.snapshot(one, day))

    return act


def _drop_payments(after: date, until: date) -> Act:
    def act(visitor: Visitor, one: Portfolio) -> None:
        content = files.payments(one, after, until)
        if content:
            _drop(visitor, one, "payments", f"bank-{until}.csv", content)

    return act


def _drop(visitor: Visitor, one: Portfolio, folder: str, name: str, content: bytes) -> None:
    """Put a file and see its import through: the demo's files are faultless, or something is wrong with the product."""
    done = visitor.wait_for_import(one.id, visitor.put_file(one.id, folder, name, content))
    if done["state"] != "done" or done["rejected"]:
        raise Unexpected(f"{one.id} {name}", done["state"], done["rows"])


def _pay_by_link(visitor: Visitor, one: Portfolio) -> None:
    for customer in {bill.customer for bill in one.bills if bill.customer.habit == "portal"}:
        link = visitor.newest_link(one.id, customer.id)
        if link:
            visitor.pay_by_link(link, customer.tax_id)
