"""One poll-to-alert cycle on a fresh spool, with a fault at each call that changes the disk: death, a torn write, a short
write, ENOSPC, EIO. Afterwards the daemon runs without faults, and all must be as if nothing had happened."""

import errno
import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
import world

AT_ONCE = 2
WAITING_AT_ONCE = 12  # a disk that refuses is asked again after a second
WRITES, SYNCS = "write,pwrite", "fsync,fdatasync"


class Cycle:
    """Feeds, the server that shows them, and what a calm run over them leaves behind."""

    def __init__(self, scratch, web):
        self.scratch, self.web = scratch, web
        self.faults = world.build_faults(scratch)
        self.feeds = world.Feeds(scratch / "feeds", feeds=2, editions=1, own=1, shared=1)
        self.web.show(self.feeds.editions[0])
        log = scratch / "calls"
        with RoomWithHook(self, "calm") as room:
            assert room.once(faults=self.faults, log=log) == 0, room.stderr
            self.records, self.ids = world.facts(room.records()), world.ids(room.hook.accepted())
        assert len(self.records) == 4 and len(self.ids) == 3
        self.calls = [line.split(" ", 2)[1:] for line in log.read_text().splitlines()]

    def named(self, kinds):
        return [(kind, path) for kind, path in self.calls if kind in kinds.split(",")]


class RoomWithHook:
    """A Room with a receiver of its own; both are gone with the block."""

    def __init__(self, cycle, name):
        self.cycle, self.name, self.hook = cycle, name, world.newsroom.WebhookReceiver()

    def __enter__(self):
        self.hook.__enter__()
        self.room = world.Room(self.cycle.scratch, self.cycle.feeds, self.cycle.web, self.hook, name=self.name)
        return self.room

    def __exit__(self, *error):
        self.hook.__exit__(*error)
        shutil.rmtree(self.room.scratch, ignore_errors=True)


@pytest.fixture(scope="module")
def cycle(tmp_path_factory):
    with world.newsroom.PythonServer() as web:
        yield Cycle(tmp_path_factory.mktemp("cycle"), web)


def what_is_wrong(cycle, room):
    """After the run with the fault and one without."""
    bodies = {}
    room.until_nothing_waits()
    for hook in room.hook.hooks:
        bodies.setdefault(hook.id, set()).add(hook.body)
    if world.facts(room.records()) != cycle.records:
        return f"the records differ: {len(room.records())} for {len(cycle.records)}"
    if world.ids(room.hook.accepted()) != cycle.ids:
        return f"the alerts differ: {len(bodies)} for {len(cycle.ids)}"
    if any(len(b) > 1 for b in bodies.values()):
        return "a body changed between two tries"
    if len(room.hook.accepted()) > len(cycle.ids) + 1:
        return "more than one delivery too many"
    return ""


def point(cycle, name, n, check, fault):
    with RoomWithHook(cycle, f"{name}{n}") as room:
        code = room.once(faults=cycle.faults, **{k: n if v == "n" else v for k, v in fault.items()})
        said = room.stderr
        wrong = check(n, code, room) or what_is_wrong(cycle, room)
        return f"call {n}: {wrong}\n{said}" if wrong else ""


def everywhere(cycle, name, calls, check, at_once=AT_ONCE, **fault):
    """The fault at each call, one after the other; `check(n, exit code, room)` says what is wrong right after it."""
    with ThreadPoolExecutor(at_once) as pool:
        wrong = [w for w in pool.map(lambda n: point(cycle, name, n, check, fault), range(1, calls + 1)) if w]
    assert not wrong, f"{len(wrong)} of {calls} points:\n" + "\n".join(wrong[:5])


def died(n, code, room):
    return "" if code == -9 else f"exit {code}"


def went_on(n, code, room):
    return "" if code == 0 else f"exit {code}"


def test_death_before_each_call(cycle):
    everywhere(cycle, "kill", len(cycle.calls), died, kill="n")


def test_death_in_the_middle_of_each_write(cycle):
    everywhere(cycle, "torn", len(cycle.named(WRITES)), died, kill="n", torn=1, kinds=WRITES)


def test_each_write_short(cycle):
    everywhere(cycle, "short", len(cycle.named(WRITES)), went_on, short="n", kinds=WRITES)


def test_no_space_at_each_call(cycle):
    """Goes on by itself once there is space; only at its start may it say that there is none."""
    paths = [path for _, path in cycle.calls]
    turns = [n for n, path in enumerate(paths, 1) if "/items/" in path or "/outbox/sent/" in path]

    def check(n, code, room):
        wanted = (0,) if turns[0] <= n <= turns[-1] else (0, 73, 74)
        return "" if code in wanted else f"exit {code} after ENOSPC at {paths[n - 1]}"

    everywhere(cycle, "nospc", len(cycle.calls), check, WAITING_AT_ONCE, fail="n", errno=errno.ENOSPC)


def test_each_sync_fails_for_good(cycle):
    """EIO: 74, the page cache lies from then on. Only what comes before the first or after the last promise may differ."""
    syncs = [str(path) for _, path in cycle.named(SYNCS)]
    promises = [n for n, path in enumerate(syncs, 1) if "/items" in path or "/outbox" in path]
    assert len(promises) > 10

    def check(n, code, room):
        wanted = (74,) if promises[0] <= n <= promises[-1] else (0, 73, 74)
        if code not in wanted:
            return f"exit {code} after EIO at {syncs[n - 1]}"
        return "told before it was durable" if n == promises[0] and room.hook.hooks else ""

    everywhere(cycle, "eio", len(syncs), check, fail="n", errno=errno.EIO, kinds=SYNCS)


def test_after_a_failed_sync_all_is_written_again(cycle):
    """A sync that failed may have marked the pages clean: a second one alone would promise what is not so."""
    n = 1 + next(i for i, (kind, path) in enumerate(cycle.calls) if kind == "fdatasync")
    with RoomWithHook(cycle, "again") as room:
        log = room.scratch / "calls"
        assert room.once(faults=cycle.faults, log=log, fail=n, errno=errno.ENOSPC) == 0
        lines = [line.split(" ", 2) for line in log.read_text().splitlines()]
        after = [kind for number, kind, path in lines if path == lines[n - 1][2] and int(number) > n]
        assert after[:3] == ["ftruncate", "pwrite", "fdatasync"]
        assert not what_is_wrong(cycle, room)
