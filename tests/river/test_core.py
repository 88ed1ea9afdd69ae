"""What a review of the core found: each test failed once. Real processes, servers of our own on loopback."""

import contextlib
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import newsroom  # noqa: E402

SECONDS = 30


class Server:
    """Answers GET from `pages`: path → body, or (status, headers, body), or a function of nothing; POST by `hook(body)` → (status, headers)."""

    def __init__(self):
        self.pages, self.gets, self.posts = {}, [], []
        self.hook = lambda body: (204, {})

    def __enter__(self):
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self, status, headers, body=b""):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                server.gets.append(self.path)
                page = server.pages.get(self.path, (404, {}, b""))
                page = page() if callable(page) else page
                self.answer(*(page if isinstance(page, tuple) else (200, {}, page)))

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                server.posts.append((self.headers.get("webhook-id"), body))
                self.answer(*server.hook(body))

            def log_message(self, *_):
                pass

        self._stack = contextlib.ExitStack()
        self.url = self._stack.enter_context(newsroom.serving(newsroom.QuietServer(("127.0.0.1", 0), Handler)))
        return self

    def __exit__(self, *_):
        self._stack.close()

    def ids(self):
        return [p[0] for p in self.posts]


def rss(*items):
    text = "".join(f"<item><guid>{g}</guid><link>http://{g}.example/{g}</link><title>{t}</title>"
                   f"<description>{d}</description></item>" for g, t, d in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>f</title>{text}</channel></rss>'.encode()


def words(seed, count=60):
    return " ".join(f"w{(seed * 7919 + i * 104729) % 100003}" for i in range(count))


class Room:
    def __init__(self, scratch, server, spool=None):
        self.scratch, self.server = Path(scratch), server
        self.spool = spool or self.scratch / "spool"
        self.conf, self.log = self.scratch / "feeds.conf", self.scratch / "log"

    def write(self, text, poll=""):
        self.conf.write_text(f'spool = "{self.spool}"\ncontact = "test"\npoll {{ host-gap = "0s" per-host = 16 min-free = "4K" '
                             f'allow-private = true {poll} }}\n' + text.replace("@S", self.server.url))

    def start(self, *arguments, **environment):
        return subprocess.Popen([newsroom.BUILD / "newswired", "-c", self.conf, *arguments], stdin=subprocess.DEVNULL,
                                stdout=open(self.log, "ab"), stderr=subprocess.STDOUT, env=dict(os.environ, **environment))

    def end(self, process, signum=None):
        if signum:
            process.send_signal(signum)
        try:
            process.wait(SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        said = self.said()
        assert "runtime error" not in said and "AddressSanitizer" not in said and "must" not in said, said[-4000:]
        return process.returncode

    def once(self, *arguments):
        return self.end(self.start("--once", *arguments))

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def ctl(self, *arguments):
        return subprocess.run([newsroom.BUILD / "newswirectl", "-c", self.conf, *arguments], capture_output=True, text=True,
                              timeout=SECONDS)

    def records(self):
        return [json.loads(line) for f in sorted(self.spool.glob("items/*/*/*.jsonl")) for line in f.read_text().splitlines()]

    def entries(self, place):
        return list((self.spool / "outbox" / place).glob("*.json"))


def wait_until(what, seconds=SECONDS):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def server():
    with Server() as s:
        yield s


@pytest.fixture
def room(tmp_path, server):
    return Room(tmp_path, server)


HOOK = 'receiver "hook" { type = "webhook" url = "@S/hook" retry = "100ms" group-interval = "1s" }\n'
RULE = 'rule "gas" { match = "pipeline" receivers = { "hook" } }\n'
FEED = 'feed "a" { url = "@S/a" }\n'


# ---- hostile bodies --------------------------------------------------------------------------------------------------


def test_an_item_of_the_largest_size_is_one_line(room, server):
    """Each text as long as it may be, of bytes that JSON escapes, and long lists: cut, stored, told; the daemon lives."""
    m = (1 << 20) - 10
    item = {"id": "g" + "\x7f" * m, "title": "t" + "\x7f" * m, "summary": "s" + "\x7f" * m,
            "content_text": "pipeline" + "\x7f" * m, "content_html": "<p>pipeline" + "\x7f" * m,
            "tags": [f"x{i}" + "\x7f" * 100000 for i in range(60)],
            "authors": [{"name": f"n{i}" + "\x7f" * 10000} for i in range(60)]}
    page = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]}
    server.pages["/a"] = (200, {"Content-Type": "application/feed+json"}, json.dumps(page, ensure_ascii=False).encode())
    room.write(FEED + RULE + HOOK + 'rule "all" { match = "/(?s).+/" receivers = { "hook" } }\n', poll='max-body = "64M"')
    assert room.once("--alert-old") == 0, room.said()
    (record,) = room.records()
    assert record["truncated"] and len(server.posts) == 2
    for hit in record["hits"]:
        text = record[hit["field"]] if isinstance(record[hit["field"]], str) else ""
        assert hit["field"] in ("tag", "author") or text.encode()[hit["start"]:hit["end"]].decode() == hit["text"]
    (room.spool / "state" / "feeds.jsonl").unlink()
    assert room.once() == 0 and len(room.records()) == 1


# ---- the way out -----------------------------------------------------------------------------------------------------


def test_a_group_that_grows_while_its_receiver_is_busy_is_sent_once(room, server):
    """It is due and waits for a free place; a record joins; it must not stand in line twice."""
    server.hook = lambda body: (time.sleep(2 if body["type"] == "story.updated" else 3), (204, {}))[1]
    told = "pipeline " + words(5, 80)
    server.pages = {f"/{f}": rss((f"x{f}", words(ord(f), 6), words(ord(f) * 3))) for f in "bcd"}
    server.pages["/a"] = rss(("s1", "one event here now", told))
    room.write("".join(f'feed "{f}" {{ url = "@S/{f}" every = "1s" }}\n' for f in "abcd") + RULE + HOOK)
    process = room.start("--alert-old")
    assert wait_until(lambda: len(server.posts) == 1)
    time.sleep(3.2)
    server.pages["/b"] = rss(("b1", "one event here now", told))  # opens the group
    time.sleep(1.2)
    server.pages["/a"] = rss(*[(f"k{i}", words(1000 + i, 6), "pipeline " + words(1000 + i)) for i in range(10)])
    time.sleep(2.5)
    server.pages["/c"] = rss(("c1", "one event here now", told))  # joins it
    assert wait_until(lambda: len(server.posts) >= 12, 40)
    time.sleep(4)
    assert room.end(process, signal.SIGTERM) == 0
    assert len(set(server.ids())) == len(server.ids())


def test_a_stale_file_of_a_crash_is_not_told_again(room, server):
    """Killed between rename and unlink: two files of one alert. Killed between receipt and unlink: a file that is done."""
    server.pages["/a"] = rss(("a1", "one", "pipeline " + words(1)))
    server.hook = lambda body: (500, {})
    room.write(FEED + RULE + HOOK)
    assert room.once("--alert-old") == 75
    (entry,) = room.entries("deferred")
    old = entry.read_bytes()
    (room.spool / "outbox" / "new" / entry.name).write_bytes(old)
    server.hook = lambda body: (204, {})
    assert room.once() == 0 and not room.entries("new") and not room.entries("deferred")
    (room.spool / "outbox" / "new" / entry.name).write_bytes(old)
    told = len(server.posts)
    assert room.once() == 0 and not room.entries("new") and len(server.posts) == told


def test_a_failed_mail_is_tried_again_when_told_so(room, server):
    with newsroom.MailReceiver(refuse=lambda to, _: "550 5.1.1 no such user" if to.startswith("bad") else None) as mail:
        server.pages["/a"] = rss(("a1", "one", "pipeline " + words(1)))
        room.write(FEED + 'rule "gas" { match = "pipeline" receivers = { "desk" } }\n'
                   'receiver "desk" { type = "email" to = { "bad@example.org", "good@example.org" } from = "n@example.org" '
                   f'smtp = "{mail.url}" starttls = "off" }}\n')
        assert room.once("--alert-old") == 0
        (entry,) = room.entries("failed")
        mail.refuse = None
        assert room.ctl("outbox", "retry", entry.stem).returncode == 0
        room.once()
        assert not room.entries("hold") and not room.entries("failed"), room.said()
        assert len(mail.mails) == 2


def test_a_receiver_that_goes_in_the_middle_of_a_mail_owes_the_other_addresses(room, server):
    began = threading.Event()

    def slow(to, _):
        began.set()
        time.sleep(2)

    mail_to = ('receiver "desk" { type = "email" to = { "one@example.org", "two@example.org" } from = "n@example.org" '
               'smtp = "%s" starttls = "off" }\n')
    with newsroom.MailReceiver(refuse=slow) as mail:
        server.pages["/a"] = rss(("a1", "one", "pipeline " + words(1)))
        room.write(FEED + 'rule "gas" { match = "pipeline" receivers = { "desk" } }\n' + mail_to % mail.url)
        process = room.start("--alert-old")
        assert began.wait(SECONDS)
        room.write(FEED)
        process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: room.entries("hold"))
        time.sleep(0.5)
        assert room.end(process, signal.SIGTERM) == 0
        entry = json.loads(room.entries("hold")[0].read_text())
        assert [r["state"] for r in entry["recipients"]] == ["delivered", "waiting"]


# ---- a disk that refuses ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def refusing(room):
    """keep/cursor cannot be replaced: each group of records is held."""
    cursor = room.spool / "keep" / "cursor"
    cursor.unlink()
    cursor.mkdir()
    yield
    cursor.rmdir()


def test_stop_while_a_group_is_held(room, server):
    server.pages["/a"] = rss(("a", "a", "a"))
    room.write('feed "a" { url = "@S/a" every = "1s" }\n' + RULE + HOOK)
    process = room.start()
    assert wait_until(room.records)
    with refusing(room):
        server.pages["/a"] = rss(("b", "b", "pipeline"), ("a", "a", "a"))
        assert wait_until(lambda: len(room.records()) == 2)
        time.sleep(2.5)
        began = time.monotonic()
        assert room.end(process, signal.SIGTERM) == 75
        assert time.monotonic() - began < 5
    assert room.once() == 0 and len(room.records()) == 2 and len(server.posts) == 1


def test_once_does_not_wait_for_ever_for_the_disk(room, server):
    server.pages["/a"] = rss(("a", "a", "a"))
    room.write(FEED + RULE + HOOK)
    assert room.once() == 0
    server.pages["/a"] = lambda: (time.sleep(1.5), rss(("b", "b", "pipeline"), ("a", "a", "a")))[1]
    process = room.start("--once")
    assert wait_until(lambda: len(server.gets) == 2)
    with refusing(room):
        assert room.end(process) == 75


# ---- reload ----------------------------------------------------------------------------------------------------------


def test_reload_in_the_middle_of_once(room, server):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        server.pages = {f"/{i}": rss((f"g{i}", words(i, 5), words(i))) for i in range(60)}
        room.write(f'feed "h" {{ url = "http://127.0.0.1:{silent.getsockname()[1]}/" }}\n' +
                   "".join(f'feed "f{i}" {{ url = "@S/{i}" }}\n' for i in range(60)), poll='connections = 1 timeout = "3s"')
        process = room.start("--once")
        time.sleep(1)
        process.send_signal(signal.SIGHUP)
        assert room.end(process) == 0
        assert len(room.records()) == 60


def test_reload_never_polls_a_known_feed(room, server):
    server.pages["/a"] = rss(("a", "a", "a"))
    room.write('feed "a" { url = "@S/a" every = "1h" }\n')
    process = room.start()
    assert wait_until(room.records)
    room.write('feed "a" { url = "@S/a" }\n')
    process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: "reloaded" in room.said())
    time.sleep(0.5)
    assert room.end(process, signal.SIGTERM) == 0
    assert len(server.gets) == 1


def test_a_feed_keeps_its_identity_over_two_reloads(room, server):
    """First its address changes, then its name."""
    server.pages["/a"] = server.pages["/b"] = rss(("a", "a", "a"))
    room.write('feed "a" { url = "@S/a" }\n')
    process = room.start()
    assert wait_until(room.records)
    for text in ('feed "a" { url = "@S/b" }\n', 'feed "b" { url = "@S/b" }\n'):
        room.write(text)
        before = room.said().count("reloaded")
        process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: room.said().count("reloaded") > before)
        time.sleep(0.5)
    assert room.end(process, signal.SIGTERM) == 0
    assert room.once() == 0
    assert len(room.records()) == 1


def test_a_feed_that_was_taken_out_and_comes_back_is_not_new(room, server):
    server.pages["/a"] = rss(("a", "a", "a"))
    feed = 'feed "a" { url = "@S/a" every = "1s" }\n'
    room.write(RULE + HOOK)
    process = room.start()
    assert wait_until(lambda: "ready" in room.said())
    for text, then in ((feed, room.records), ("", lambda: True), (feed, lambda: len(room.records()) == 2)):
        room.write(text + RULE + HOOK)
        before = room.said().count("reloaded")
        process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: room.said().count("reloaded") > before)
        assert wait_until(then)
        server.pages["/a"] = rss(("n", "news", "pipeline"), ("a", "a", "a")) if text else server.pages["/a"]
    assert wait_until(lambda: server.posts, 5)
    assert room.end(process, signal.SIGTERM) == 0


def test_a_gone_feed_that_is_polled_on_demand_comes_back_for_good(room, server):
    server.pages["/a"] = rss(("a", "a", "a"))
    room.write(FEED)
    assert room.once() == 0
    server.pages["/a"] = (410, {}, b"")
    assert room.once() == 0
    server.pages["/a"] = rss(("b", "b", "b"))
    assert room.ctl("feeds", "poll", "a").returncode == 0
    polls = len(server.gets)
    assert room.once() == 0 and len(server.gets) == polls + 1


# ---- years -----------------------------------------------------------------------------------------------------------


def test_journals_do_not_grow_with_the_polls(room, server):
    """A line a poll, until the journal is written anew; what is known of a feed that is not configured now stays known."""
    feeds = 60
    old = 'feed "old" { url = "@S/old" }\n'
    server.pages["/old"] = rss(("o", "o", "o"))
    room.write(old + RULE + HOOK)
    assert room.once() == 0
    page = rss(("a", "a", "a"))
    for i in range(feeds):
        server.pages[f"/{i}"] = lambda: (429, {"Retry-After": "1"}, b"") if len(server.gets) > 2 * feeds else page
    room.write("".join(f'feed "f{i}" {{ url = "@S/{i}" every = "1s" }}\n' for i in range(feeds)) + RULE + HOOK)
    process = room.start()
    journals = [room.spool / place / "feeds.jsonl" for place in ("keep", "state")]
    most, shrank = {j: 0 for j in journals}, set()

    def both_shrank():
        for j in journals:
            size = j.stat().st_size if j.exists() else 0
            if size < most[j] * 0.6:
                shrank.add(j)
            most[j] = max(most[j], size)
        return len(shrank) == 2

    assert wait_until(both_shrank, 90), most
    assert room.end(process, signal.SIGTERM) == 0
    origins = {json.loads(line)["origin"] for line in journals[0].read_text().splitlines()}
    assert len(origins) == feeds + 1
    server.pages["/old"] = rss(("n", "news", "pipeline"), ("o", "o", "o"))
    room.write(old + RULE + HOOK)
    assert room.once() == 0 and len(server.posts) == 1


# ---- signals ---------------------------------------------------------------------------------------------------------


def test_reload_asked_for_while_it_starts(room, server):
    """Before there is a loop to take the signal; the time is spread over the start."""
    room.write(FEED)
    for milliseconds in range(0, 60, 4):
        process = room.start()
        assert wait_until(lambda: Path(f"/proc/{process.pid}/exe").resolve().name == "newswired")
        assert wait_until(lambda: blocks_hangup(process.pid))
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: "ready" in room.said())
        assert wait_until(lambda: "reloaded" in room.said())
        assert room.end(process, signal.SIGTERM) == 0
        room.log.unlink()


def blocks_hangup(pid):
    """Blocked, or taken already: bit 0 of the mask of the blocked or of the caught."""
    status = Path(f"/proc/{pid}/status").read_text()
    return any(int(line.split()[1], 16) & 1 for line in status.splitlines() if line.startswith(("SigBlk", "SigCgt")))


# ---- errors that were swallowed ----------------------------------------------------------------------------------------


def test_decisions_that_cannot_be_read_are_not_guessed(room):
    """Else each feed would count as new: its first poll is quiet, and a paused one is polled."""
    room.write(FEED)
    assert room.once() == 0
    kept = room.spool / "keep" / "feeds.jsonl"
    kept.unlink(missing_ok=True)
    kept.mkdir()
    assert room.once() == 74
    assert "keep/feeds.jsonl" in room.said()


def test_import_says_that_the_daemon_did_not_take_it(room, tmp_path):
    room.write(FEED)
    process = room.start()
    assert wait_until(lambda: "ready" in room.said())
    urls = tmp_path / "more"
    urls.write_text("http://127.0.0.1:9/feed\n")
    assert room.ctl("import", "urls", str(urls)).returncode == 0
    room.conf.write_text(room.conf.read_text() + 'nonsense = "1"\n')
    answer = room.ctl("-s", str(room.spool), "import", "urls", str(urls))
    assert answer.returncode == 78 and "did not take it" in answer.stderr, answer
    assert room.end(process, signal.SIGTERM) == 0
