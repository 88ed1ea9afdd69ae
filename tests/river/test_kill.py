"""kill -9 at random instants: the same records, the same alerts, each accepted. NEWSWIRED_KILLS sets how often (40)."""

import collections
import os
import random
import time

import pytest
import world

KILLS = int(os.environ.get("NEWSWIRED_KILLS", "40"))


@pytest.fixture(scope="module")
def feeds(tmp_path_factory):
    return world.Feeds(tmp_path_factory.mktemp("feeds"))


@pytest.fixture(scope="module")
def web():
    """One for all lives: ids are made of URLs."""
    with world.newsroom.PythonServer() as web:
        yield web


class Outcome:
    def __init__(self, room, kills, killed_at_work):
        self.records, self.hooks = room.records(), list(room.hook.hooks)
        self.kills, self.killed_at_work = kills, killed_at_work
        self.accepted = [h for h in self.hooks if h.status != 500]


def live_through(scratch, web, feeds, connections, kills, seed=5):
    """All editions one after the other; in each, kills at random instants, then runs until nothing waits."""
    chance, killed, at_work = random.Random(seed), 0, 0
    with world.newsroom.WebhookReceiver(fail_share=0.3, seed=seed) as hook:
        room = world.Room(scratch, feeds, web, hook, connections=connections)
        for n, edition in enumerate(feeds.editions):
            web.show(edition)
            longest = 0.5
            while killed < kills * (n + 1) // len(feeds.editions):
                asked, hooked = len(web.requests()), len(hook.hooks)
                process = room.start("--once", "--alert-old")
                time.sleep(chance.uniform(0, longest))
                if process.poll() is None:
                    process.kill()
                    killed += 1
                    at_work += len(web.requests()) > asked or len(hook.hooks) > hooked
                else:
                    longest *= 0.8  # it had ended by itself: aim earlier
                room.end(process)
            room.until_nothing_waits()
        assert not room.waiting()
        return Outcome(room, killed, at_work)


def check_hooks(outcome):
    bodies = collections.defaultdict(set)
    for hook in outcome.hooks:
        assert hook.problem == ""
        bodies[hook.id].add(hook.body)
    assert {len(b) for b in bodies.values()} == {1}, "a body changed between two tries"
    assert set(bodies) == {h.id for h in outcome.accepted}
    extra = len(outcome.accepted) - len(bodies)
    assert extra <= outcome.kills, f"{extra} deliveries too many after {outcome.kills} kills"


@pytest.fixture(scope="module")
def calm(web, feeds, tmp_path_factory):
    return live_through(tmp_path_factory.mktemp("calm"), web, feeds, 1, 0)


def test_the_calm_run_is_worth_comparing_with(feeds, calm):
    first = [r for r in calm.records if r["revision"] == 1]
    wanted = {(f, f"{f}/{s.name}") for s in feeds.stories for f in s.feeds}
    assert {(r["feed"], r["guid"]) for r in first} == wanted and len(first) == len(wanted)
    assert any(r["revision"] == 2 for r in calm.records)
    assert any("duplicate_of" in r for r in calm.records)
    kinds = collections.Counter(h.json()["type"] for h in calm.accepted)
    assert kinds["story.matched"] > 10 and kinds["story.updated"] > 5
    check_hooks(calm)


def test_killed_with_one_connection(web, feeds, calm, tmp_path):
    outcome = live_through(tmp_path, web, feeds, 1, KILLS)
    assert outcome.killed_at_work > KILLS // 4, "the kills missed the work"
    assert world.facts(outcome.records) == world.facts(calm.records)
    assert world.ids(outcome.accepted) == world.ids(calm.accepted)
    assert {h.id: h.json()["data"]["item"]["id"] for h in outcome.accepted} == \
        {h.id: h.json()["data"]["item"]["id"] for h in calm.accepted}
    check_hooks(outcome)


def test_killed_with_64_connections(web, feeds, calm, tmp_path):
    outcome = live_through(tmp_path, web, feeds, 64, KILLS)
    revisions = [(r["feed"], r["guid"], r["revision"]) for r in outcome.records]
    assert len(set(revisions)) == len(revisions)
    assert set(revisions) == {(r["feed"], r["guid"], r["revision"]) for r in calm.records}
    told = collections.Counter()
    for hook in {h.id: h for h in outcome.accepted}.values():
        event = hook.json()
        told[event["data"]["story"]["id"]] += event["type"] == "story.matched"
    hit = {r["story"] for r in outcome.records if r.get("hits")}
    assert {s: told[s] for s in hit} == dict.fromkeys(hit, 1)
    assert set(told) == hit
    check_hooks(outcome)
