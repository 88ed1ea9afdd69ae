"""The sample newsroom, from feeds to alerts: two editions, a webhook receiver that fails a third of the time."""

import collections
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import demo  # noqa: E402
import newsroom  # noqa: E402

RUNS_AT_MOST = 40


class Day:
    """What two editions left behind."""

    def __init__(self, scratch):
        with newsroom.PythonServer() as web, newsroom.MailReceiver(self.greylist) as mail, \
                newsroom.WebhookReceiver(fail_share=0.3, drop_share=0.1, seed=7) as hook:
            self.configuration, self.spool = newsroom.write_configuration(scratch, web, mail, hook)
            self.records, self.requests = [], []
            for edition in newsroom.EDITIONS:
                web.show(edition)
                asked = len(web.requests())
                self.run_until_nothing_waits()
                self.requests.append(web.requests()[asked:])
                self.records.append(newsroom.read_records(self.spool))
            self.mails, self.hooks, self.accepted = mail.mails, hook.hooks, hook.accepted()

    @staticmethod
    def greylist(_, seen):
        return "450 4.2.0 greylisted, come back" if seen == 0 else None

    def run_until_nothing_waits(self):
        for _ in range(RUNS_AT_MOST):
            done = newsroom.newswired("-c", self.configuration, "--once", "--alert-old")
            if done.returncode == 0:
                return
            assert done.returncode == 75, done.stderr
        pytest.fail("alerts still wait: " + done.stderr)

    @property
    def last(self):
        return self.records[-1]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    return Day(tmp_path_factory.mktemp("newsroom"))


def polls(requests):
    """Those of feeds; pages and robots.txt are asked for beside them."""
    return [r for r in requests if demo.feed_of(r) in demo.EXPECTED]


def counts(records):
    return collections.Counter(r["feed"] for r in records)


def first_run(requests):
    """The requests of the first run over an edition, later runs being there for the alerts."""
    seen, first = set(), []
    for request in polls(requests):
        if request.path in seen:
            break
        seen.add(request.path)
        first.append(request)
    return first


def test_every_item_is_stored_once(day):
    assert counts(day.records[0]) == {f: n for f, (n, _) in demo.EXPECTED.items() if n}
    added = day.last[len(day.records[0]):]
    assert counts(added) == {f: n for f, (_, n) in demo.EXPECTED.items() if n}
    assert len({r["id"] for r in day.last}) == len(day.last)


def test_records_are_never_rewritten(day):
    assert day.last[: len(day.records[0])] == day.records[0]


def test_second_edition_costs_304s(day):
    for request in first_run(day.requests[1]):
        feed = demo.feed_of(request)
        if feed not in demo.NOT_FEEDS:
            assert (feed, request.status) == (feed, 200 if demo.EXPECTED[feed][1] else 304)
            assert request.if_none_match


def test_an_unchanged_edition_is_all_304(day):
    again = polls(day.requests[1])[len(first_run(day.requests[1])):]
    for request in again:
        if demo.feed_of(request) not in demo.NOT_FEEDS:
            assert (request.path, request.status) == (request.path, 304)


def test_copies_of_the_wire_story(day):
    wire = next(r for r in day.last if r["guid"] == demo.WIRE)
    copies = [r for r in day.last if "duplicate_of" in r]
    assert {r["feed"] for r in copies} == demo.WIRE_COPIES
    assert {r["duplicate_of"] for r in copies} == {wire["id"]}
    assert {r["story"] for r in copies} == {wire["story"]}
    assert all(r["why"]["duplicate"]["shared"] >= 10 for r in copies)


def test_tables_are_vetoed(day):
    tables = [r for r in day.last if r["feed"] == "bourse-board"]
    assert [r["why"]["duplicate"].get("veto") for r in tables[1:]] == ["numbers", "numbers"]


def test_one_event_is_one_story(day):
    visit = {r["story"] for r in day.last if demo.TRADE in demo.tells(r) and r["feed"] in demo.TELLINGS and r["guid"] != demo.WIRE}
    assert len(visit) == 1
    outlets = {r["outlet"] for r in day.last if r["story"] in visit}
    late = {"sada-e-ravi.example", "payam-e-shargh.example", "khabar-e-shomal.example"}  # join it where it came before them
    assert outlets - late == {"indus-daily.example", "alborz-times.example", "gulf-ledger.example", "karakoram-post.example",
                              "meridian-agency.example", "coast-courier.example", "desert-line.example"}


def test_persian_and_urdu_are_read_and_hit(day):
    titles = {r["feed"]: r["title"] for r in day.last if demo.TRADE in demo.tells(r)}
    assert "ايران" in titles["payam-e-shargh"]  # windows-1256
    assert "اسلام آباد" in titles["sada-e-ravi"]  # UTF-16
    assert "khabar-e-shomal" in titles


def test_hits_are_where_they_say(day):
    names = {"title": "title", "summary": "summary", "content_text": "content_text"}
    seen = 0
    for record in day.last:
        for hit in record.get("hits", []):
            text = record[names[hit["field"]]].encode()
            assert text[hit["start"]:hit["end"]].decode() == hit["text"]
            seen += 1
    assert seen > 50


def test_malformed_feed_is_read(day):
    lantern = [r for r in day.last if r["feed"] == "broken-lantern"]
    assert sorted(r["title"] for r in lantern) == [
        'Lost: one grey donkey, answers to "Minister"', "Wool & water: the mill at Karimabad turns again"]


def test_correction_is_a_revision(day):
    revised = [r for r in day.last if r["revision"] > 1]
    assert [(r["feed"], r["revision"]) for r in revised] == [("valley-chronicle", 2)]
    before = next(r for r in day.last if r["guid"] == revised[0]["guid"] and r["revision"] == 1)
    assert (before["title"], revised[0]["title"]) == (
        "Landslide strands nine buses on the Karakoram Highway", "Landslide strands six buses on the Karakoram Highway")
    assert "duplicate_of" not in revised[0]
    assert revised[0]["story"] == before["story"]


def test_each_story_is_told_once_a_rule_and_receiver(day):
    due = {(rule, r["story"]) for r in day.last for rule in demo.tells(r)}
    hooks = [h.json() for h in day.accepted]
    told = [(h["data"]["rule"], h["data"]["story"]["id"]) for h in hooks if h["type"] == "story.matched"]
    assert len(told) == len(set(told)) and set(told) == due
    mails = [m for m in day.mails if not m.message["Subject"].startswith("Re:")]
    stories = [m.message["X-Newswired-Story"] for m in mails]
    assert len(stories) == len(set(stories)) and set(stories) == {s for rule, s in due if rule == demo.TRADE}


def test_every_try_is_signed_and_the_same(day):
    assert [h.problem for h in day.hooks if h.problem] == []
    bodies = collections.defaultdict(set)
    for hook in day.hooks:
        bodies[hook.id].add(hook.body)
    assert all(len(b) == 1 for b in bodies.values())
    assert {h.id for h in day.hooks} == {h.id for h in day.accepted}
    assert len(day.hooks) > len(day.accepted)  # the receiver did fail


def test_a_new_outlet_updates_the_story(day):
    updates = [h.json()["data"] for h in day.accepted if h.json()["type"] == "story.updated"]
    assert any("coast-courier.example" in u["story"]["outlets"] for u in updates)


def test_nothing_waits(day):
    for place in ("tmp", "new", "deferred", "hold", "failed"):
        assert list((day.spool / "outbox" / place).glob("*")) == []


def test_mail_is_one_thread_a_story(day):
    threads = collections.defaultdict(set)
    for mail in day.mails:
        assert not mail.message.defects
        assert mail.message["Auto-Submitted"] == "auto-generated"
        threads[mail.message["X-Newswired-Story"]].add(mail.message["References"])
    assert all(len(roots) == 1 for roots in threads.values())
