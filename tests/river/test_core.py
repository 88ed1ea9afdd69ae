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
    """Answers GET from `pages`: path → body, or (status, headers, body); POST by `hook(body)` → (status, headers)."""

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
