"""newsroom.py - the sample newsroom around a daemon: web servers, a mail receiver, a webhook receiver, one run of
the programs.

Shared by the demo and the tests in tests/river. Everything listens on loopback, on ports that the kernel picks,
lives in the caller's scratch directory, and ends with its `with` block. Only Debian's python3, aiosmtpd and nginx
are needed.

Two servers do the same, a strong ETag of the content and no Last-Modified, so that a poll of an unchanged file is a
304: PythonServer keeps a log in memory and can be told to misbehave; NginxServer is what stands on real servers.
"""

import asyncio
import base64
import contextlib
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import random
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = Path(os.path.join(ROOT, os.environ.get("B") or "build"))
EDITIONS = [HERE / "newsroom" / "edition1", HERE / "newsroom" / "edition2"]

MIME = {
    ".rss": "application/rss+xml", ".rdf": "application/rdf+xml", ".atom": "application/atom+xml", ".xml": "application/xml",
    ".json": "application/feed+json", ".html": "text/html",
}


# ---- web servers ---------------------------------------------------------------------------------------------------


@dataclass
class Request:
    path: str
    status: int
    if_none_match: str


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A peer that hangs up is a daily thing in these tests."""


@contextlib.contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class PythonServer:
    """Serves a directory. `answers` maps a path to a function(handler) that answers in its own way."""

    def __init__(self):
        self.directory, self.url, self.answers = None, "", {}
        self._requests, self._lock = [], threading.Lock()

    def show(self, directory):
        self.directory = Path(directory)

    def requests(self):
        with self._lock:
            return list(self._requests)

    def note(self, path, status, if_none_match):
        with self._lock:
            self._requests.append(Request(path, status, if_none_match))

    def __enter__(self):
        newsroom = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                newsroom.answer(self)

            def log_message(self, *_):
                pass

        self._stack = contextlib.ExitStack()
        self.url = self._stack.enter_context(serving(QuietServer(("127.0.0.1", 0), Handler)))
        return self

    def __exit__(self, *_):
        self._stack.close()

    def answer(self, handler):
        path = urllib.parse.unquote(urllib.parse.urlsplit(handler.path).path)
        known = handler.headers.get("If-None-Match", "")
        if path in self.answers:
            status = self.answers[path](handler)
            self.note(path, status or 0, known)
            return
        file = self.directory / path.lstrip("/")
        if not file.resolve().is_relative_to(self.directory.resolve()) or not file.is_file():
            self.note(path, 404, known)
            send(handler, 404, b"not here\n", {"Content-Type": "text/plain"})
            return
        body = file.read_bytes()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        status = 304 if known == etag else 200
        self.note(path, status, known)
        headers = {"ETag": etag, "Content-Type": MIME.get(file.suffix, "application/octet-stream")}
        send(handler, status, b"" if status == 304 else body, headers)


def send(handler, status, body, headers):
    handler.send_response_only(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if status != 304:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class NginxServer:
    """nginx with a configuration of its own. Its ETag is made of time and size: so the time is made of the content."""

    def __init__(self, scratch):
        self.scratch = Path(scratch) / "nginx"
        self.url = ""

    def show(self, directory):
        files = self.scratch / "files"
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(directory, files)
        for path in files.rglob("*"):
            if path.is_file():
                stamp = 10**9 + int(hashlib.sha256(path.read_bytes()).hexdigest()[:7], 16)
                os.utime(path, (stamp, stamp))

    def requests(self):
        log = self.scratch / "access.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [Request(path, int(status), known.removeprefix("-")) for status, path, known in (x.split("\t") for x in lines)]

    def __enter__(self):
        self.scratch.mkdir(parents=True, exist_ok=True)
        (self.scratch / "temp").mkdir(exist_ok=True)
        for _ in range(20):
            port = free_port()
            (self.scratch / "nginx.conf").write_text(self.configuration(port))
            self.process = subprocess.Popen(
                ["/usr/sbin/nginx", "-p", str(self.scratch), "-c", "nginx.conf", "-e", "error.log"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            if wait_for_port(port, self.process):
                self.url = f"http://127.0.0.1:{port}"
                return self
            self.__exit__()
        log = self.scratch / "error.log"
        raise RuntimeError("nginx did not start: " + (log.read_text() if log.exists() else "no log"))

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def configuration(self, port):
        kinds = "".join(f"{kind} {suffix[1:]}; " for suffix, kind in MIME.items())
        temps = "".join(f"{kind}_temp_path temp/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        return f"""
daemon off;
worker_processes 1;
pid nginx.pid;
{"user root;" if os.geteuid() == 0 else ""}
events {{ worker_connections 512; }}
http {{
    {temps}
    types {{ {kinds} }}
    log_format short escape=none "$status\\t$uri\\t$http_if_none_match";
    access_log access.log short;
    server {{
        listen 127.0.0.1:{port};
        root files;
        etag on;
        add_header Last-Modified "";
    }}
}}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for_port(port, process, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.02)
    return False


# ---- receivers ---------------------------------------------------------------------------------------------------------


@dataclass
class Mail:
    sender: str
    recipient: str
    raw: bytes
    message: email.message.EmailMessage = field(repr=False, default=None)

    def text(self):
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""


class MailReceiver:
    """An SMTP server that keeps what it gets. `refuse(address, how often seen before)` may return a reply such as
    "450 4.2.0 come back later"; None accepts."""

    def __init__(self, refuse=None):
        self.url, self.mails, self.refuse, self._seen = "", [], refuse, {}

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        def work():
            asyncio.set_event_loop(self._loop)
            make = lambda: SMTP(self, hostname="mail.newsroom.example", loop=self._loop)  # noqa: E731
            self._server = self._loop.run_until_complete(self._loop.create_server(make, "127.0.0.1", 0))
            started.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        started.wait(10)
        self.url = f"smtp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_):
        async def close():
            self._server.close()
            others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def handle_RCPT(self, server, session, envelope, address, options):
        seen = self._seen.get(address, 0)
        self._seen[address] = seen + 1
        reply = self.refuse(address, seen) if self.refuse else None
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        for recipient in envelope.rcpt_tos:
            self.mails.append(Mail(envelope.mail_from, recipient, envelope.original_content, message))
        return "250 kept"


@dataclass
class Hook:
    id: str
    body: bytes
    problem: str  # why the signature is not good; "" when it is
    status: int   # what we answered; 0: hung up

    def json(self):
        return json.loads(self.body)


def signature_problem(secret, headers, body, now=None):
    """Standard Webhooks 1.0, written from the specification and not from our encoder. "" when all is well."""
    ident, stamp, signatures = (headers.get(f"webhook-{n}", "") for n in ("id", "timestamp", "signature"))
    if not ident or not stamp.isdigit() or not signatures:
        return "a header is missing"
    if abs((time.time() if now is None else now) - int(stamp)) > 300:
        return "the timestamp is not of now"
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    wanted = base64.b64encode(hmac.new(key, ident.encode() + b"." + stamp.encode() + b"." + body, hashlib.sha256).digest())
    given = [s.removeprefix("v1,").encode() for s in signatures.split(" ") if s.startswith("v1,")]
    return "" if any(hmac.compare_digest(wanted, g) for g in given) else "no signature fits"


class WebhookReceiver:
    """Verifies each request, and fails a share of them with 500; hangs up on another share after having taken them."""

    def __init__(self, fail_share=0.0, drop_share=0.0, seed=1):
        self.secret = "whsec_" + base64.b64encode(hashlib.sha256(b"the sample newsroom").digest()).decode()
        self.url, self.hooks, self.fail_share, self.drop_share = "", [], fail_share, drop_share
        self._random, self._lock = random.Random(seed), threading.Lock()

    def __enter__(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver.take(self)

            def log_message(self, *_):
                pass

        self._stack = contextlib.ExitStack()
        self.url = self._stack.enter_context(serving(QuietServer(("127.0.0.1", 0), Handler))) + "/hook"
        return self

    def __exit__(self, *_):
        self._stack.close()

    def take(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        problem = signature_problem(self.secret, handler.headers, body)
        with self._lock:
            chance = self._random.random()
            status = 500 if chance < self.fail_share else 0 if chance < self.fail_share + self.drop_share else 204
            self.hooks.append(Hook(handler.headers.get("webhook-id", ""), body, problem, status))
        if status:
            send(handler, status, b"", {})
        else:
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)

    def accepted(self):
        """What was taken, hung up on or not, once an id, in order."""
        first = {}
        for hook in self.hooks:
            if hook.status != 500 and not hook.problem:
                first.setdefault(hook.id, hook)
        return list(first.values())


# ---- the programs --------------------------------------------------------------------------------------------------------


def write_configuration(scratch, http, mail, hook, template=HERE / "feeds.conf.in"):
    """Fills the template in. Returns (configuration, spool)."""
    scratch = Path(scratch)
    secret = scratch / "hook.secret"
    secret.write_text(hook.secret + "\n")
    secret.chmod(0o600)
    spool = scratch / "spool"
    spool.mkdir(mode=0o750, exist_ok=True)
    words = {"SPOOL": spool, "HTTP": http.url, "SMTP": mail.url, "HOOK": hook.url, "SECRET": secret}
    text = Path(template).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    configuration = scratch / "feeds.conf"
    configuration.write_text(text, encoding="utf-8")
    return configuration, spool


def newswired(*arguments, seconds=60):
    return run("newswired", arguments, seconds)


def newswirectl(*arguments, seconds=60):
    return run("newswirectl", arguments, seconds)


def run(program, arguments, seconds):
    return subprocess.run(
        [BUILD / program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        encoding="utf-8", errors="replace", timeout=seconds, check=False,
    )


def read_records(spool):
    """All records of a spool, in order of arrival."""
    records = []
    for path in sorted(Path(spool).glob("items/*/*/*.jsonl")):
        with open(path, encoding="utf-8") as lines:
            records += [json.loads(line) for line in lines if line.endswith("\n")]
    return [r for r in records if r.get("type") == "item"]
