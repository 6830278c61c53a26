"""Puts the double together for one embedded run."""

import threading

from infra.local.control.web import Routes
from infra.local.home import Home
from infra.local.paypal import api, control, page
from infra.local.paypal.courier import Courier
from infra.local.paypal.desk import Desk
from infra.local.stripe.courier import poster
from infra.local.stripe.records import Records

PAUSE = 5.0  # seconds between two looks for what was not delivered


class PayPal:
    """The desk of a run, with the thread that delivers webhooks again."""

    def __init__(self, home: Home) -> None:
        def now() -> int:
            return int(home.clock.now().timestamp())

        records = Records(home.path / "paypal.sqlite")
        courier = Courier(records, now, poster(f"{home.base_url}/api/paypal"))
        self.desk = Desk(records, courier, now, f"{home.base_url}{page.ROOT}")
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="paypal-double", daemon=True)

    def add_routes(self, routes: Routes) -> None:
        for part in (api, control, page):
            part.add_routes(routes, self.desk)

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
            self.desk.courier.retry()
