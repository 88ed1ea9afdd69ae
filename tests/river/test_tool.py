"""newswirectl's reading verbs over a small spool: what they print, --json, exit codes, titles that would steer a terminal."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import newsroom  # noqa: E402

OK, USAGE, DATA, UNAVAILABLE, CONFIG = 0, 64, 65, 69, 78

HOSTILE = "Budget \u202egnp.exe\u202c with \u009b31mcolour\u009b0m & \u2066isolates\u2069"
WIRE = ("A freight train with eleven wagons of rice left Quetta for Zahedan on Sunday, the first to cross the border at Taftan "
        "in two years. Railway officials said that the track through the desert had been washed out by floods, and that crews "
        "had laid forty kilometres of new sleepers. Merchants hope that trade by rail will double before the spring. The next "
        "train leaves in a week, with cement, and a passenger coach may follow when customs has found a second scanner.")
TABLE = ("Prices at the close in Multan: cotton {0}, wheat {1}, mango pulp {2}, rice {3}. Prices are given in rupees for forty "
         "kilograms, with the change against the day before; the list names the goods that changed hands most often. Dealers "
         "settle within two working days. The board takes no responsibility for errors and asks its readers to compare the "
         "figures with the list of the exchange before they buy or sell.")


def rss(items):
    body = "".join(f"<item><guid>{g}</guid><title>{escape(t)}</title><link>https://{site}/{g}</link><description>{escape(d)}"
                   f"</description><pubDate>Sun, 15 Nov 2026 0{n}:00:00 GMT</pubDate></item>"
                   for n, (g, site, t, d) in enumerate(items))
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title>{body}</channel></rss>'


# Read from the foot upwards.
FEEDS = {
    "agency": rss([
        ("a4", "agency.example", HOSTILE, "The budget was passed on a quiet evening, without debate."),
        ("a3", "agency.example", "Prices in Multan, Tuesday", TABLE.format(101, 202, 303, 404)),
        ("a2", "agency.example", "Prices in Multan, Monday", TABLE.format(111, 222, 333, 444)),
        ("a1", "agency.example", "Freight train to Zahedan leaves Quetta", WIRE),
    ]),
    "gazette": rss([
        ("g2", "gazette.example", "Leopard seen near the trail", "A leopard was seen twice above the sixth bend, and left again."),
        ("g1", "gazette.example", "Rice train rolls from Quetta to Zahedan", WIRE + " This paper will report."),
    ]),
}
CONFIGURATION = """
spool = "{spool}"
contact = "a test"
poll {{ every = "1m" connections = 1 host-gap = "0s" allow-private = true min-free = "1M" }}
feed "agency"  {{ url = "{url}/agency.rss?key=sesame" tags = {{ "wire" }} }}
feed "gazette" {{ url = "{url}/gazette.rss" every = "20m" }}
feed "missing" {{ url = "{url}/missing.rss" }}
rule "trains"   {{ match = 'freight AND train*' receivers = {{ "log", "hook" }} severity = "high" }}
rule "leopards" {{ match = 'leopard*' tags = {{ "wire" }} receivers = {{ "log" }} }}
rule "stored"   {{ match = 'budget' receivers = {{ }} }}
receiver "log"  {{ type = "command" command = {{ "/bin/true" }} }}
receiver "hook" {{ type = "webhook" url = "{url}/hook" secret-file = "{secret}" }}
"""


class Desk:
    """A spool after one run, and the tool on it."""

    def __init__(self, scratch):
        self.configuration, self.spool = scratch / "feeds.conf", scratch / "spool"
        (scratch / "secret").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        (scratch / "secret").chmod(0o600)
        pages = scratch / "pages"
        pages.mkdir()
        for name, text in FEEDS.items():
            (pages / f"{name}.rss").write_text(text)
        with newsroom.PythonServer() as web:
            web.show(pages)
            self.configuration.write_text(CONFIGURATION.format(spool=self.spool, url=web.url, secret=scratch / "secret"))
            done = newsroom.newswired("-c", str(self.configuration), "--once", "--alert-old")
        assert done.returncode == 75, done.stderr  # the hook is no receiver: its alert waits
        self.records = {r["guid"]: r for r in newsroom.read_records(self.spool)}
        assert len(self.records) == 6

    def id(self, guid):
        return self.records[guid]["id"]

    def run(self, *words, bare=False):
        where = [] if bare else ["-c", str(self.configuration)]
        return subprocess.run([newsroom.BUILD / "newswirectl", *where, *words], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=30, check=False)

    def text(self, *words):
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (OK, "")
        return done.stdout

    def json(self, *words):
        return [json.loads(line) for line in self.text("--json", *words).splitlines()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


def guids(records):
    return [r["guid"] for r in records]


# ---- items ------------------------------------------------------------------------------------------------------------


def test_items_in_the_order_of_their_coming(desk):
    assert guids(desk.json("items")) == list(desk.records) == ["a1", "a2", "a3", "a4", "g1", "g2"]
    lines = desk.text("items").splitlines()
    assert len(lines) == 6
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  " + desk.id("a1")[:12] + r"  agency +\[trains\] Freight train", lines[0])
    assert "(copy) Rice train" in lines[4]


def test_items_are_the_records_byte_for_byte(desk):
    (day,) = desk.spool.glob("items/*/*/*.jsonl")
    assert desk.text("--json", "items") == desk.text("items", "--json") == day.read_text()


@pytest.mark.parametrize("words, want", [
    (["--limit", "2"], ["g1", "g2"]),
    (["--limit=0"], ["a1", "a2", "a3", "a4", "g1", "g2"]),
    (["--feed", "gazette"], ["g1", "g2"]),
    (["--feed", "gaz"], []),
    (["--rule", "trains"], ["a1", "g1"]),
    (["--rule", "nobody"], []),
    (["--duplicates"], ["g1"]),
    (["--since", "1h"], ["a1", "a2", "a3", "a4", "g1", "g2"]),
    (["--since", "1h", "--limit", "1"], ["g2"]),
    (["--until", "1h"], []),
    (["--since", "2000-01-01", "--until", "2000-01-02T00:00:00Z"], []),
    (["--feed=agency", "--rule=trains"], ["a1"]),
])
def test_items_that_are_asked_for(desk, words, want):
    assert guids(desk.json("items", *words)) == want
    assert len(desk.text("items", *words).splitlines()) == len(want) * (2 if "--duplicates" in words else 1)


def test_items_of_a_story(desk):
    assert guids(desk.json("items", "--story", desk.records["a1"]["story"][:8])) == ["a1", "g1"]


def test_duplicates_name_their_original(desk):
    why = desk.records["g1"]["why"]["duplicate"]
    second = desk.text("items", "--duplicates").splitlines()[1]
    assert second.split()[:3] == ["copy", "of", desk.id("a1")[:12]]
    assert f"jaccard {why['jaccard']:.2f}  containment {why['containment']:.2f}  shared {why['shared']}" in second
    assert "agency.example: Freight train to Zahedan leaves Quetta" in second


def test_follow_goes_on(desk):
    (day,) = desk.spool.glob("items/*/*/*.jsonl")
    before, record = day.read_text(), dict(desk.records["g2"], guid="new", date_fetched="2099-01-01T00:00:00Z")
    tomorrow = desk.spool / "items/2099/01/2099-01-01.jsonl"
    command = [newsroom.BUILD / "newswirectl", "-s", str(desk.spool), "--json", "items", "--follow", "--limit", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        end = threading.Timer(30, process.kill)
        end.start()
        try:
            assert json.loads(process.stdout.readline())["guid"] == "g2"
            day.write_text(before + json.dumps(record)[:100])  # not whole yet
            time.sleep(1.5)
            day.write_text(before + json.dumps(record) + "\n")
            assert json.loads(process.stdout.readline())["guid"] == "new"
            tomorrow.parent.mkdir(parents=True)
            tomorrow.write_text(json.dumps(dict(record, guid="newer")) + "\n")
            assert json.loads(process.stdout.readline())["guid"] == "newer"
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait() == -signal.SIGINT
            end.cancel()
            day.write_text(before)
            if tomorrow.exists():
                tomorrow.unlink()
                tomorrow.parent.rmdir()
                tomorrow.parent.parent.rmdir()


def test_a_bad_line_is_told_and_passed_over(desk):
    (day,) = desk.spool.glob("items/*/*/*.jsonl")
    before = day.read_text()
    try:
        day.write_text(before + "{no json\n")
        done = desk.run("items")
        assert (done.returncode, len(done.stdout.splitlines())) == (OK, 6)
        assert "passed over" in done.stderr
    finally:
        day.write_text(before)


# ---- one item ---------------------------------------------------------------------------------------------------------


def test_show(desk):
    shown = desk.text("show", desk.id("g1")[:8])
    assert "Rice train rolls from Quetta to Zahedan" in shown
    assert desk.id("g1") in shown and desk.id("a1") in shown
    assert "https://gazette.example/g1" in shown
    assert "This paper will report." in " ".join(shown.split())
    assert "[freight]" in shown and "rule          trains" in shown
    assert desk.json("show", desk.id("g1")) == [desk.records["g1"]]


@pytest.mark.parametrize("verb", ["show", "why"])
@pytest.mark.parametrize("word", ["", "abc", "0123456789abcdef" * 3, "xyzzy", "00000000", "\x1b[31mabcd"])
def test_no_such_id(desk, verb, word):
    done = desk.run(verb, word)
    assert (done.returncode, done.stdout) == (DATA, "")
    assert done.stderr.startswith("newswirectl: ") and "\x1b" not in done.stderr


def test_upper_case_digits_are_digits(desk):
    assert desk.json("show", desk.id("a2").upper()) == [desk.records["a2"]]


def test_a_beginning_that_is_not_unique(desk):
    (day,) = desk.spool.glob("items/*/*/*.jsonl")
    before, record = day.read_text(), desk.records["a1"]
    twin = dict(record, id=record["id"][:30] + ("00" if record["id"][30:] != "00" else "11"))
    try:
        day.write_text(before + json.dumps(twin) + "\n")
        done = desk.run("show", record["id"][:30])
        assert done.returncode == DATA and "beginning of 2 ids" in done.stderr
        assert desk.json("show", record["id"]) == [record]
    finally:
        day.write_text(before)


def test_why_a_copy(desk):
    why = desk.json("why", desk.id("g1"))[0]
    record = desk.records["g1"]
    assert why["why"] == record["why"] and why["duplicate_of"] == desk.id("a1")
    assert why["original"]["title"] == "Freight train to Zahedan leaves Quetta"
    assert why["original"]["outlet"] == "agency.example"
    assert why["longest_shared"] == WIRE.rstrip(".")
    text = desk.text("why", desk.id("g1"))
    assert "It is a copy" in text and "the longest passage in both" in text
    assert f"jaccard {record['why']['duplicate']['jaccard']:.4g}," in text


def test_why_no_copy(desk):
    assert desk.records["a3"]["why"]["duplicate"]["veto"] == "numbers"
    text = desk.text("why", desk.id("a3"))
    assert "It is no copy" in text and "Prices in Multan, Monday" in text
    assert "vetoed (numbers): its numbers are others" in text


def test_why_rules_hit_or_not(desk):
    rules = {r["rule"]: r for r in desk.json("why", desk.id("g2"))[0]["rules"]}
    assert not rules["leopards"]["hit"] and rules["leopards"]["filtered"]
    assert not rules["trains"]["hit"] and not rules["trains"]["filtered"]
    text = desk.text("why", desk.id("g2"))
    assert "No rule hit it" in text
    assert "leopards: its words match, but feeds, tags or languages leave the item out" in text
    assert "trains: does not match: freight AND train*" in text
    text = desk.text("why", desk.id("a1"))
    assert re.search(r"Rules that hit it\n  trains\n    title: \[Freight\] train to", text)


def test_why_alerts(desk):
    alerts = desk.json("why", desk.id("a1"))[0]["alerts"]
    told = {(a["receiver"], a["kind"]): a for a in alerts}
    assert told["log", "story.matched"]["outcome"] == "delivered"
    assert told["hook", "story.matched"]["place"] == "deferred"
    assert all(a["about_item"] for a in alerts if a["kind"] == "story.matched")
    assert "stored has no receivers" in desk.text("why", desk.id("a4"))


def test_why_without_configuration(desk):
    done = desk.run("-s", str(desk.spool), "why", desk.id("g1"), bare=True)
    assert done.returncode == OK and "It is a copy" in done.stdout and "other rules are not known" in done.stdout


# ---- stories, rules ---------------------------------------------------------------------------------------------------


def test_stories(desk):
    stories = {s["id"]: s for s in desk.json("stories")}
    trains = stories[desk.records["a1"]["story"]]
    assert trains["outlets"] == ["agency.example", "gazette.example"]
    assert (trains["items"], trains["duplicates"]) == (2, 1)
    assert trains["title"] == "Freight train to Zahedan leaves Quetta"
    assert trains["first_seen"] == desk.records["a1"]["date_fetched"]
    assert sum(s["items"] for s in stories.values()) == 6
    assert [s["id"] for s in desk.json("stories", "--rule", "trains")] == [trains["id"]]
    assert len(desk.json("stories", "--limit", "1")) == 1
    assert "Freight train" in desk.text("stories", "--rule", "trains")
    assert desk.json("stories", "--since", "2099-01-01") == []


def test_a_story_that_began_before_is_told_whole(desk):
    (day,) = desk.spool.glob("items/*/*/*.jsonl")
    late = desk.spool / "items/2099/01/2099-01-01.jsonl"
    late.parent.mkdir(parents=True)
    try:
        late.write_text(json.dumps(dict(desk.records["g2"], id="f" * 32, story=desk.id("a1"), outlet="late.example",
                                        date_fetched="2099-01-01T10:00:00Z")) + "\n")
        (story,) = desk.json("stories", "--since", "2099-01-01")
        assert story["outlets"] == ["agency.example", "gazette.example", "late.example"]
        assert (story["title"], story["items"]) == ("Freight train to Zahedan leaves Quetta", 3)
    finally:
        late.unlink()
        late.parent.rmdir()
        late.parent.parent.rmdir()


def test_rules(desk):
    rules = {r["rule"]: r for r in desk.json("rules")}
    assert list(rules) == ["trains", "leopards", "stored"]
    assert rules["trains"]["match"] == "freight AND train*" and rules["trains"]["receivers"] == ["log", "hook"]
    assert rules["leopards"]["tags"] == ["wire"]
    assert desk.text("rules") == desk.text("rules", "list")
    assert "none: hits are only stored" in desk.text("rules")


# ---- feeds, outbox, status ---------------------------------------------------------------------------------------------


def test_feeds(desk):
    feeds = {f["feed"]: f for f in desk.json("feeds", "list")}
    assert {n: f["state"] for n, f in feeds.items()} == {"agency": "ok", "gazette": "ok", "missing": "failing"}
    assert feeds["missing"]["status"] == 404 and feeds["missing"]["failures"] == 1
    assert "sesame" not in desk.text("feeds") + desk.text("feeds", "--json") + desk.text("feeds", "show", "agency")
    assert re.search(r"^missing +failing .* broken +HTTP 404", desk.text("feeds"), re.M)


def test_feeds_show_says_when_and_why(desk):
    shown = desk.text("feeds", "show", "gazette")
    assert "20m (its own)" in shown and f"{desk.configuration}:6" in shown
    assert re.search(r"why +next poll at .*Z: it is polled every 20m", shown)
    assert re.search(r"^etag +\"", shown, re.M)
    (feed,) = desk.json("feeds", "show", "missing")
    assert feed["why"].endswith("1 failure in a row") and not feed["polled"]


def test_feeds_are_known_without_configuration(desk):
    done = desk.run("-s", str(desk.spool), "--json", "feeds", bare=True)
    names = [json.loads(line)["feed"] for line in done.stdout.splitlines()]
    assert names[:2] == ["agency", "gazette"] and names[2].endswith("/missing.rss")


def test_export(desk):
    outlines = list(ElementTree.fromstring(desk.text("export", "opml")).iter("outline"))
    assert [o.get("text") for o in outlines] == ["agency", "gazette", "missing"]
    assert outlines[0].get("xmlUrl").endswith("/agency.rss?key=sesame") and outlines[0].get("category") == "wire"


def test_outbox(desk):
    (alert,) = [a for a in desk.json("outbox") if a["kind"] == "story.matched"]
    assert (alert["receiver"], alert["rule"], alert["place"], alert["attempts"]) == ("hook", "trains", "deferred", 1)
    assert alert["title"] == "Freight train to Zahedan leaves Quetta" and "body" not in alert
    line = next(x for x in desk.text("outbox").splitlines() if x.startswith(alert["id"][:12]))
    assert line.split()[1] == "deferred" and "hook" in line and "Freight train" in line
    assert alert["error"] in desk.text("outbox")


def test_outbox_cat(desk):
    alert = desk.json("outbox", "list")[0]
    file = desk.spool / "outbox" / alert["place"] / f"{alert['id']}.json"
    assert desk.text("--json", "outbox", "cat", alert["id"]) == file.read_text()
    shown = desk.text("outbox", "cat", alert["id"][:10])
    assert alert["id"] in shown and "hook" in shown and "agency.example" in shown
    assert desk.run("outbox", "cat", "ffffffffffff").returncode == DATA


def test_status(desk):
    (status,) = desk.json("status")
    assert status["feeds"]["ok"] == 2 and status["feeds"]["failing"] == 1
    assert (status["items_today"], status["duplicates_today"]) == (6, 1)
    assert status["outbox"]["deferred"] >= 1 and status["sent_today"] >= 1
    assert not status["running"] and status["spool_bytes"] > 1000 and status["free_bytes"] > 0
    shown = desk.text("status")
    assert "does not run" in shown and "2 ok, 0 late, 1 failing" in shown and "missing: HTTP 404" in shown
    assert len(shown.splitlines()) <= 24


def test_status_sees_a_daemon(desk):
    command = [newsroom.BUILD / "newswired", "-c", str(desk.configuration)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            end = time.monotonic() + 10
            while time.monotonic() < end and not (desk.spool / "control.sock").exists():  # it hears signals by then
                time.sleep(0.05)
            (status,) = desk.json("status")
            assert (status["running"], status["pid"]) == (True, process.pid)
            assert guids(desk.json("items")) == list(desk.records)
        finally:
            process.terminate()
            assert process.wait(20) == 0


# ---- hostile titles, mistakes -----------------------------------------------------------------------------------------

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def test_no_title_steers_a_terminal(desk):
    assert STEERING.search(desk.records["a4"]["title"])  # it is stored as it came
    ident = desk.id("a4")
    for words in ["items"], ["show", ident], ["why", ident], ["stories"], ["items", "--limit", "0"]:
        text = desk.text(*words)
        assert "Budget" in text and not STEERING.search(text)


@pytest.mark.parametrize("words", [
    ["items", "--bogus"], ["items", "x"], ["items", "--since"], ["items", "--since", "yesterday"], ["items", "--limit", "-3"],
    ["show"], ["why"], ["why", "abcd", "abcd"], ["stories", "x"], ["status", "x"], ["feeds", "bogus"], ["feeds", "show"],
    ["feeds", "pause"], ["outbox", "bogus"], ["outbox", "cat"], ["outbox", "retry"], ["outbox", "flush", "x"], ["rules", "bogus"],
    ["export"], ["export", "urls"], ["bogus"],
])
def test_usage(desk, words):
    done = desk.run(*words)
    assert (done.returncode, done.stdout) == (USAGE, "") and done.stderr.startswith("newswirectl: ")


@pytest.mark.parametrize("verb", [["items"], ["show", "abcd"], ["why", "abcd"], ["stories"], ["status"], ["feeds"], ["outbox"]])
def test_no_spool(tmp_path, desk, verb):
    for path in tmp_path / "nothing", tmp_path:
        done = desk.run("-s", str(path), *verb, bare=True)
        assert (done.returncode, done.stdout) == (UNAVAILABLE, "") and str(path) in done.stderr
    assert not any(tmp_path.iterdir())  # looking makes nothing


def test_unknown_feed(desk):
    for verb in "show", "pause":
        assert desk.run("feeds", verb, "nobody").returncode == DATA


def test_a_broken_configuration_does_not_hide_the_spool(desk, tmp_path):
    broken = tmp_path / "broken.conf"
    broken.write_text("nonsense = {")
    done = desk.run("-c", str(broken), "-s", str(desk.spool), "feeds", bare=True)
    assert done.returncode == OK and "agency" in done.stdout and "broken.conf:1" in done.stderr
    assert desk.run("-c", str(broken), "items", bare=True).returncode == CONFIG


def test_reading_changes_nothing(desk):
    def picture():
        return {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(desk.spool.rglob("*")) if p.is_file()}

    before = picture()
    for words in ["items"], ["stories"], ["status"], ["feeds"], ["outbox"], ["why", desk.id("a1")], ["export", "opml"], ["rules"]:
        desk.text(*words)
    assert picture() == before


def test_a_reader_that_goes_away(desk):
    done = subprocess.run(f"'{newsroom.BUILD / 'newswirectl'}' -s '{desk.spool}' --json items --limit 0 > /dev/full", shell=True,
                          stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == os.EX_IOERR and "stdout" in done.stderr
