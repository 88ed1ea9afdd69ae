"""The nine invariants of the house, each seen from outside: what order, what is left, what is told. Those that only show
when the process dies are in test_kill.py and test_crash_points.py."""

import collections
import datetime
import json
import os
import re
import shutil
import time

import pytest
import world


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    return world.build_faults(tmp_path_factory.mktemp("faults"))


@pytest.fixture
def web():
    with world.newsroom.PythonServer() as web:
        yield web


@pytest.fixture
def hook():
    with world.newsroom.WebhookReceiver() as hook:
        yield hook


@pytest.fixture
def feeds(tmp_path):
    return world.Feeds(tmp_path / "feeds", feeds=6, editions=2, own=1, shared=2)


@pytest.fixture
def room(tmp_path, feeds, web, hook):
    web.show(feeds.editions[0])
    return world.Room(tmp_path, feeds, web, hook)


def delay(web, feeds, seconds):
    """Each feed answers only after its time."""
    def answer(handler):
        name = handler.path.strip("/")
        time.sleep(seconds[name.removesuffix(".rss")])
        world.newsroom.send(handler, 200, (web.directory / name).read_bytes(), {"Content-Type": "application/rss+xml"})
        return 200

    for name in feeds.names:
        web.answers[f"/{name}.rss"] = answer


def feed_order(records):
    """The feeds in order of arrival, each once."""
    return list(dict.fromkeys(r["feed"] for r in records))


def records_by_id(room):
    return {r["id"]: r for r in room.records()}


# ---- 1: match and dedup decide first; configuration order ---------------------------------------------------------------


def test_1_bodies_of_one_turn_are_taken_in_configuration_order(room, feeds, web, faults):
    """While the first group is on its way to a slow disk the others end in reverse order."""
    delay(web, feeds, {name: 0.0 if i == 0 else 0.5 - 0.07 * i for i, name in enumerate(feeds.names)})
    room.configure(connections=64)
    log = room.scratch / "calls"
    assert room.once(faults=faults, slow_ms=1000, log=log) == 0
    assert feed_order(room.records()) == feeds.names
    writes = [line for line in log.read_text().splitlines() if " pwrite " in line and "/items/" in line]
    assert len(writes) == 2, "a turn is one write (invariant 2)"


def test_1_one_connection_makes_the_order_of_arrival_that_of_the_configuration(room, feeds):
    assert room.once() == 0
    assert feed_order(room.records()) == feeds.names


def test_1_a_record_holds_the_whole_truth(room):
    """Its story, its original, its hits, and why; a story's id is that of its first item."""
    assert room.once() == 0
    seen = {}
    for r in room.records():
        assert r["story"] == r["id"] or r["story"] in seen
        assert ("duplicate_of" not in r) or (r["duplicate_of"] in seen and r["why"]["duplicate"]["shared"] > 0)
        assert bool(r.get("hits")) == ("pipeline" in r["summary"] or "gasfield" in r["summary"])
        for hit in r.get("hits", []):
            field = r[hit["field"]].encode()
            assert field[hit["start"]:hit["end"]].decode() == hit["text"]
        seen[r["id"]] = r
    assert any("duplicate_of" in r for r in seen.values())


# ---- 2 to 5: the order on the disk ----------------------------------------------------------------------------------------


def steps(log, spool):
    """(call, path below the spool), scripts of one turn one after the other."""
    lines = [line.split(" ", 2)[1:] for line in log.read_text().splitlines()]
    return [(kind, os.path.relpath(path, spool)) for kind, path in lines]


def test_2_to_5_records_then_alerts_then_validators_then_cursor(room, feeds, faults, web):
    web.show(feeds.editions[0])
    one = world.Feeds(room.scratch / "one", feeds=1, editions=1, own=1, shared=1)
    web.show(one.editions[0])
    room.feeds = one
    room.configure()
    log = room.scratch / "calls"
    assert room.once(faults=faults, log=log) == 0
    calls = steps(log, room.spool)
    at = [i for i, (kind, path) in enumerate(calls) if kind == "pwrite" and path.startswith("items/")]
    assert len(at) == 1
    turn = calls[at[0]:]
    first = {}
    for i, call in enumerate(turn):
        first.setdefault(call, i)
    day = turn[0][1]
    entry = next(i for i, (kind, path) in enumerate(turn) if kind == "renameat" and path.startswith("outbox/new/"))
    order = [first["pwrite", day], first["fdatasync", day], entry, first["fsync", "outbox/new"],
             first["create", "state/feeds.jsonl"], first["renameat", "keep/cursor"], first["fsync", "keep"]]
    assert order[:2] == [0, 1] and order == sorted(order)
    tmp = turn[entry][1].replace("/new/", "/tmp/")
    assert first["create", tmp] < first["write", tmp] < first["fsync", tmp] < entry
    sent = next(i for i, (kind, path) in enumerate(turn) if "outbox/sent" in path)
    assert sent > order[-1], "a receipt before the cursor was durable"


def test_5_nothing_is_sent_before_the_cursor_stands_behind_it(room, hook, faults):
    """Each alert, when it comes in, is about a record before the cursor; the disk is slow."""
    late = []
    take = hook.take

    def look(handler):
        behind, cursor = 0, world.cursor(room.spool)
        for path in room.day_files():
            data = path.read_bytes()
            behind += data[:cursor["offset"] if cursor and cursor["file"] == path.name else 0].count(b"\n")
        take(handler)
        place = [r["id"] for r in room.records()].index(hook.hooks[-1].json()["data"]["item"]["id"])
        late.append(place >= behind)

    hook.take = look
    assert room.once(faults=faults, slow_ms=50) == 0
    assert len(late) > 3 and not any(late)


# ---- 3: put twice is put once ---------------------------------------------------------------------------------------------


def test_3_a_replay_changes_nothing(room, feeds, web, hook):
    """The cursor is set back to the beginning, with alerts sent, waiting and grouped: all are found by name."""
    assert room.once() == 0
    web.show(feeds.editions[1])
    assert room.once() == 0
    told = world.ids(hook.hooks)
    assert len(told) > 3
    before = room.records()
    first = room.day_files()[0].name
    (room.spool / "keep" / "cursor").write_text(json.dumps({"v": 1, "file": first, "offset": 0}) + "\n")
    assert room.once() == 0
    assert f"replayed={len(before)}" in room.stderr
    assert world.ids(hook.hooks) == told and len(hook.hooks) == len(told)
    assert room.records() == before


def test_3_waiting_alerts_are_not_put_twice(room, hook):
    hook.fail_share = 1.0
    assert room.once() == 75
    waiting = sorted(p.name for p in room.waiting())
    assert len(waiting) > 2
    first = room.day_files()[0].name
    (room.spool / "keep" / "cursor").write_text(json.dumps({"v": 1, "file": first, "offset": 0}) + "\n")
    assert room.once() == 75
    assert sorted(p.name for p in room.waiting()) == waiting
    hook.fail_share = 0.0
    room.until_nothing_waits()
    assert len(hook.accepted()) == len(waiting)
    assert len({h.body for h in hook.hooks}) == len(waiting), "a body changed between two tries"


# ---- 4: validators --------------------------------------------------------------------------------------------------------


def test_4_a_body_that_was_not_stored_brings_no_validators(room, feeds, web, faults):
    """EIO at the first fdatasync: the next poll is unconditional and brings all."""
    assert room.once(faults=faults, kinds="fdatasync", fail=1, errno=5) == 74
    assert not (room.spool / "state" / "feeds.jsonl").exists()
    asked = len(web.requests())
    assert room.once() == 0
    assert all(not r.if_none_match for r in web.requests()[asked:])
    assert {(r["feed"], r["guid"]) for r in room.records()} == \
        {(f, f"{f}/{s.name}") for s in feeds.stories for f in s.feeds if s.edition == 0}


# ---- 5: a missing cursor --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [None, "", "{", '{"v":1,"file":"../x","offset":0}', '{"v":1,"file":"2026-01-01.jsonl","offset":-3}'])
def test_5_a_missing_or_unreadable_cursor_alerts_nothing_anew(room, hook, content):
    room.configure(rules={})
    assert room.once() == 0
    stored = room.records()
    room.configure()
    shutil.rmtree(room.spool / "state")
    for path in room.day_files():  # as if the rule had hit, and had told nobody
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        for r in lines:
            r["hits"] = [{"rule": "gas", "field": "title", "start": 0, "end": 4, "text": r["title"][:4]}]
        path.write_text("".join(json.dumps(r) + "\n" for r in lines))
    cursor = room.spool / "keep" / "cursor"
    cursor.unlink()
    if content is not None:
        cursor.write_text(content)
    assert room.once() == 0
    assert hook.hooks == [] and not room.waiting()
    assert "cursor is missing" in room.stderr
    assert len(room.records()) == len(stored)


# ---- 6: the disk ----------------------------------------------------------------------------------------------------------


def test_6_polls_pause_below_min_free_and_alerts_go_out(room, web, hook):
    groups = 'group-interval = "1s"'
    room.configure(receiver=groups)
    hook.fail_share = 1.0
    assert room.once() == 75
    waiting, asked = len(room.waiting()), len(web.requests())
    hook.fail_share = 0.0
    room.configure(min_free="1000000G", poll='every = "1s"', receiver=groups)
    with room.running() as process:
        assert world.wait_until(lambda: len(hook.accepted()) == waiting and not room.waiting())
        time.sleep(0.5)
        assert process.poll() is None
    assert len(web.requests()) == asked
    assert "polls pause" in room.stderr


def test_6_a_full_disk_takes_no_new_body_while_dispatch_goes_on(room, web, hook, faults):
    """The first group is refused for a second; alerts of an earlier run are delivered meanwhile."""
    room.configure(receiver='group-interval = "1s"')
    hook.fail_share = 1.0
    assert room.once() == 75
    stored, waiting = len(room.records()), len(room.waiting())
    hook.fail_share = 0.0
    web.show(room.feeds.editions[1])
    shutil.rmtree(room.spool / "state")  # all is due
    with room.running("--alert-old", faults=faults, kinds="pwrite", fail=2, times=4, errno=28) as process:
        assert world.wait_until(lambda: "No space left" in room.said() and len(hook.accepted()) >= waiting)
        assert world.wait_until(lambda: "takes what is written again" in room.said())
        assert world.wait_until(lambda: len(feed_order(room.records()[stored:])) == len(room.feeds.names))
        assert process.poll() is None
    assert feed_order(room.records()[stored:]) == room.feeds.names


# ---- 7: EIO; what is not known to be durable is copied --------------------------------------------------------------------


def test_7_a_failed_sync_ends_the_process_and_tells_nothing(room, hook, faults):
    assert room.once(faults=faults, kinds="fdatasync", fail=1, errno=5) == 74
    assert hook.hooks == [] and not room.waiting() and world.cursor(room.spool)["offset"] == 0


def test_7_what_lies_behind_the_durable_offset_is_copied_before_it_is_acted_on(room, feeds, web, hook, faults):
    assert room.once(faults=faults, kinds="fdatasync", fail=1, errno=5) == 74
    [path] = room.day_files()
    inode = path.stat().st_ino
    with open(path, "ab") as day:
        day.write(b'{"v":1,"type":"item","id":"torn')
    log = room.scratch / "calls"
    assert room.once(faults=faults, log=log) == 0
    calls = steps(log, room.spool)
    day = os.path.relpath(path, room.spool)
    tmp = os.path.join(os.path.dirname(day), "recover.tmp")
    assert path.stat().st_ino != inode
    assert calls.index(("fsync", tmp)) < calls.index(("renameat", day)) < calls.index(("renameat", "keep/cursor"))
    assert "torn last line" in room.stderr
    assert all(json.loads(line) for line in path.read_text().splitlines())


# ---- 8: keep and state ----------------------------------------------------------------------------------------------------


def test_8_a_deleted_state_costs_one_unconditional_poll_a_feed(room, feeds, web, hook):
    assert room.once() == 0
    before, told = room.records(), len(hook.hooks)
    shutil.rmtree(room.spool / "state")
    for wanted in ("", '"'):
        asked = len(web.requests())
        assert room.once() == 0
        polls = collections.Counter((r.path, r.if_none_match[:1]) for r in web.requests()[asked:])
        assert polls == {(f"/{f}.rss", wanted): 1 for f in feeds.names}
    assert room.records() == before and len(hook.hooks) == told


@pytest.mark.parametrize("clean, conditional", [(False, False), (True, True)])
def test_8_state_of_another_boot_is_believed_only_with_the_clean_mark(room, feeds, web, clean, conditional):
    assert room.once() == 0
    mark = room.spool / "state" / "boot"
    assert json.loads(mark.read_text())["clean"] is True
    mark.write_text(json.dumps({"boot_id": "00000000-0000-0000-0000-000000000000", "clean": clean}))
    asked = len(web.requests())
    assert room.once() == 0
    assert [bool(r.if_none_match) for r in web.requests()[asked:]] == [conditional] * len(feeds.names)


def test_8_verdicts_are_read_and_never_judged_again(room, hook):
    """A rule that comes later does not hit what is stored, not even in a replay."""
    room.configure(rules={"other": "nothing"})
    assert room.once() == 0
    room.configure()
    first = room.day_files()[0].name
    (room.spool / "keep" / "cursor").write_text(json.dumps({"v": 1, "file": first, "offset": 0}) + "\n")
    shutil.rmtree(room.spool / "state")
    before = room.records()
    assert room.once() == 0
    assert hook.hooks == [] and room.records() == before


def test_8_the_first_poll_is_noted_in_keep(room, feeds, web, hook):
    """Quiet once, whatever becomes of state/."""
    assert room.end(room.start("--once")) == 0
    assert hook.hooks == [] and {r["quiet"] for r in room.records()} == {"first-poll"}
    shutil.rmtree(room.spool / "state")
    web.show(feeds.editions[1])
    assert room.end(room.start("--once")) == 0
    new = [r for r in room.records() if "quiet" not in r]
    assert new and hook.hooks


# ---- 9: time --------------------------------------------------------------------------------------------------------------


def day_of(record):
    return record["date_fetched"][:10]


def test_9_the_clock_goes_back_between_two_runs(room, feeds, web, faults):
    clock = room.scratch / "clock"
    clock.write_text("0")
    assert room.once(faults=faults, clock=clock) == 0
    web.show(feeds.editions[1])
    clock.write_text(str(-3 * 86400))
    assert room.once(faults=faults, clock=clock) == 0
    dates = [r["date_fetched"] for r in room.records()]
    assert len(dates) > len(feeds.names) * 2 and dates == sorted(dates)
    assert len(room.day_files()) == 1


def test_9_a_wait_that_was_saved_is_clamped_to_its_own_length(room, feeds, web, faults):
    """After a run far in the future each feed is polled at once, and then in its time."""
    clock = room.scratch / "clock"
    clock.write_text(str(30 * 86400))
    room.configure(feed='every = "1s"')
    assert room.once(faults=faults, clock=clock) == 0
    asked = len(web.requests())
    with room.running("--alert-old"):
        assert world.wait_until(lambda: len(web.requests()) >= asked + 2 * len(feeds.names))


def test_9_the_clock_goes_back_while_it_runs(room, feeds, web, faults):
    """Polls go on all the same."""
    clock = room.scratch / "clock"
    clock.write_text("86400")
    room.configure(feed='every = "1s"')
    with room.running("--alert-old", faults=faults, clock=clock):
        assert world.wait_until(lambda: len(feed_order(room.records())) == len(feeds.names))
        stored = len(room.records())
        clock.write_text(str(-86400))
        web.show(feeds.editions[1])
        assert world.wait_until(lambda: len(room.records()) > stored), "no poll after the clock was set back"
    dates = [r["date_fetched"] for r in room.records()]
    assert dates == sorted(dates)
    tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).date()
    assert {p.name for p in room.day_files()} <= {f"{tomorrow + datetime.timedelta(days=d)}.jsonl" for d in (0, 1)}


# ---- one process a spool ----------------------------------------------------------------------------------------------------


def test_a_second_process_is_refused_with_the_pid_of_the_first(room):
    with room.running() as first:
        assert world.wait_until(lambda: "ready" in room.said())
        other = world.newsroom.newswired("-c", room.configuration, "--once")
        assert other.returncode == 75
        assert f"process {first.pid}" in other.stderr
