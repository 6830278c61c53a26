"""Puts the control surface together: its routes, and what works beside them in the background."""

from collections.abc import Callable
from threading import Event

from infra.local.control import accounts, businesses, imports, inbox, mailbox, messages, pages, product, upload
from infra.local.control.steps import CloudSteps
from infra.local.control.timekeeping import Timekeeper
from infra.local.control.web import Routes
from infra.local.home import Home
from infra.local.paypal.double import paypal
from infra.local.post.book import Book
from infra.local.post.feedback import Feedback, to_topic
from infra.local.post.office import Office
from infra.local.stripe.double import stripe


class Surface:
    """``routes`` answers everything under ``/local/``.

    ``start`` before the first request, ``stop`` while the cloud still runs.
    """

    def __init__(self, home: Home) -> None:
        product.connect(home)
        self.home = home
        self.book = Book(home.path / "messages.jsonl")
        publish = to_topic(home.client("sns"), home.outputs["FeedbackTopicArn"])
        self.feedback = Feedback(self.book, home.path / "messages.told", publish)
        self.stripe = stripe(home)
        self.paypal = paypal(home)
        self.timekeeper = Timekeeper(home, lambda stopping, note: self._steps(home, stopping, note))
        self.routes = Routes()
        self._add_routes(home)

    def _steps(self, home: Home, stopping: Event, note: Callable[[str], None]) -> CloudSteps:
        return CloudSteps(home, self.book, self.feedback, self.stripe.desk, stopping, note)

    def _add_routes(self, home: Home) -> None:
        for part in (businesses, inbox, imports, accounts, upload):
            part.add_routes(self.routes, home)
        pages.add_routes(self.routes)
        messages.add_routes(self.routes, self.book)
        mailbox.add_routes(self.routes, self.book, self.feedback)
        self.timekeeper.add_routes(self.routes)
        self.stripe.add_routes(self.routes)
        self.paypal.add_routes(self.routes)
        Office(home, self.book, product.notice_facts).add_routes(self.routes)

    def start(self) -> None:
        self.feedback.start()
        self.stripe.start()
        self.paypal.start()

    def stop(self) -> None:
        self.timekeeper.stop()
        self.feedback.stop()
        self.stripe.stop()
        self.paypal.stop()
