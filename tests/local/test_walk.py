"""Walking the clock: every due moment, in order, once, whatever wakes what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from infra.local.control.walk import TRIES, Due, Walk

START = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
Work = Callable[["World", str], None]


def hours(count: float) -> datetime:
    return START + timedelta(hours=count)


@dataclass
class World:
    """Things due by name; ``work`` says what waking one does. The clock creeps on as a real one."""

    due: dict[str, datetime]
    work: Work
    clock: datetime = START
    woken: list[tuple[str, datetime]] = field(default_factory=list)

    def now(self) -> datetime:
        self.clock += timedelta(milliseconds=1)
        return self.clock

    def set_clock(self, moment: datetime) -> None:
        assert moment > self.clock
        self.clock = moment

    def sweep(self) -> None:
        for name in sorted(name for name, at in self.due.items() if at <= self.clock):
            self.woken.append((name, self.clock))
            self.work(self, name)

    def settle(self) -> list[Due]:
        return [Due(at, (name, "DEBTOR")) for name, at in self.due.items()]


def walk(world: World, target: datetime) -> Walk:
    walked = Walk(world, target, note=lambda text: None)
    walked.run()
    return walked


def once(world: World, name: str) -> None:
    del world.due[name]


def test_every_moment_comes_in_order_and_the_clock_ends_at_the_target() -> None:
    world = World({"b": hours(5), "a": hours(2), "late": hours(99)}, once)
    walk(world, hours(10))
    assert [name for name, _ in world.woken] == ["a", "b"]
    assert all(
        timedelta(0) <= at - hours(due) < timedelta(seconds=1) for (_, at), due in zip(world.woken, (2, 5), strict=True)
    )
    assert world.clock >= hours(10) and "late" in world.due


def test_what_becomes_due_on_the_way_is_done_on_the_way() -> None:
    def daily(world: World, name: str) -> None:
        world.due[name] += timedelta(days=1)

    world = World({"a": hours(1)}, daily)
    walk(world, hours(24 * 60))
    assert len(world.woken) == 60


def test_two_due_at_once_share_a_moment() -> None:
    world = World({"a": hours(1), "b": hours(1)}, once)
    assert walk(world, hours(2)).moments == 1


def test_work_that_makes_new_work_due_now_is_followed_up_before_time_goes_on() -> None:
    def bounce(world: World, name: str) -> None:
        once(world, name)
        if name == "a":
            world.due["fallback"] = world.clock

    world = World({"a": hours(1), "b": hours(3)}, bounce)
    walk(world, hours(4))
    assert [name for name, _ in world.woken] == ["a", "fallback", "b"]


def test_the_present_means_do_what_is_due() -> None:
    world = World({"a": hours(-1), "b": hours(1)}, once)
    walk(world, START)
    assert [name for name, _ in world.woken] == ["a"] and "b" in world.due


def test_what_never_clears_does_not_hold_the_clock() -> None:
    def stuck(world: World, name: str) -> None:
        if name != "stuck":
            once(world, name)

    world = World({"stuck": hours(1), "b": hours(2)}, stuck)
    walked = walk(world, hours(3))
    assert {one.key[0] for one in walked.passed_over} == {"stuck"}
    assert world.clock >= hours(3) and "b" not in world.due
    assert [name for name, _ in world.woken].count("stuck") == TRIES + 1  # and once more beside b
