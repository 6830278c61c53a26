"""Puts the double together for one embedded run."""

import threading

from infra.local.control.web import Routes
from infra.local.home import Home
from infra.local.stripe import api, control, control_cards, page
from infra.local.stripe.courier import Courier, poster
from infra.local.stripe.desk import Desk
from infra.local.stripe.records import Records

PAUSE = 5.0  # seconds between two looks for what expired or was not delivered


class Double:
    """The desk of a run, with the thread that expires sessions and retries webhooks as the product clock runs."""

    def __init__(self, home: Home) -> None:
        def now() -> int:
            return int(home.clock.now().timestamp())

        records = Records(home.path / "stripe.sqlite")
        courier = Courier(records, now, poster(f"{home.base_url}/api/stripe"))
        self.desk = Desk(records, courier, now, f"{home.base_url}{page.ROOT}")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="stripe-double", daemon=True)

    def add_routes(self, routes: Routes) -> None:
        api.add_routes(routes, self.desk)
        control.add_routes(routes, self.desk)
        control_cards.add_routes(routes, self.desk)
        page.add_routes(routes, self.desk)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.desk.courier.stop()
        if self._thread.is_alive():
            self._thread.join()
        self.desk.records.close()

    def _run(self) -> None:
        while not self._stopping.wait(PAUSE):
            self.desk.courier.deliver(self.desk.expire_what_is_over())
            self.desk.courier.retry()
