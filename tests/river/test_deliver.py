"""One try each, against real servers: webhooks by http.server, mail by aiosmtpd. The tries are `test_deliver try …`."""

import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.path.join(ROOT, os.environ.get("B") or "build")) / "tests" / "deliver" / "test_deliver"
ENTRY = "0123456789abcdeffedcba9876543210"

PAYLOAD = json.dumps({
    "type": "story.matched", "timestamp": "2025-11-21T09:30:00Z",
    "data": {
        "rule": "iran-gas", "severity": "high",
        "story": {"id": "1" * 32, "title": "خط لوله گاز", "first_seen": "2025-11-21T09:00:00Z", "outlets": ["example.org"], "items": 1},
        "item": {"title": "خط لوله گاز", "url": "https://news.example.org/1", "outlet": "example.org", "summary": "گاز. .\n.\nFrom x"},
        "hits": [{"rule": "iran-gas", "field": "title", "start": 14, "end": 18, "text": "گاز"}],
    }}, ensure_ascii=False).encode()


def deliver(body=PAYLOAD, env=None, **options):
    """(outcome, seconds of Retry-After, words)"""
    words = [f"{name.replace('_', '-')}={value}" for name, value in options.items()]
    done = subprocess.run([PROGRAM, "try", *words], input=body, stdout=subprocess.PIPE, check=True, timeout=30,
                          env={**os.environ, **(env or {})})
    outcome, after, message = done.stdout.decode().rstrip("\n").split(" ", 2)
    return outcome, int(after), message


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


# ---- webhooks --------------------------------------------------------------------------------------------------------

@contextmanager
def webhook(status=200, headers=None, answer=b"", cut=False):
    """A receiver that answers all alike; yields its URL and what it was sent: (headers, body)."""
    sent = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append((self.path, self.headers, body))
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer) + (100 if cut else 0)))
            self.end_headers()
            self.wfile.write(answer)
            if cut:
                self.close_connection = True

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def signatures(keys, sent):
    _, headers, body = sent
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return " ".join("v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)


def secret_file(tmp_path, *keys):
    path = tmp_path / "secret"
    path.write_text("\n".join("whsec_" + base64.b64encode(key).decode() for key in keys) + "\n")
    return path


def test_webhook_is_signed_and_byte_exact(tmp_path):
    keys = os.urandom(24), os.urandom(64)
    with webhook(204) as (url, sent):
        outcome = deliver(type="webhook", url=url + "/hook?a=1", secret_file=secret_file(tmp_path, *keys), now=1763717405)
    assert outcome == ("done", 0, "HTTP 204")
    path, headers, body = sent[0]
    assert (path, body, len(sent)) == ("/hook?a=1", PAYLOAD, 1)
    assert headers["Content-Type"] == "application/json"
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (ENTRY, "1763717405")
    assert headers["webhook-signature"] == signatures(keys, sent[0])


def test_webhook_without_secret_has_no_signature():
    with webhook() as (url, sent):
        assert deliver(type="webhook", url=url)[0] == "done"
    assert sent[0][1]["webhook-signature"] is None and sent[0][1]["webhook-id"] == ENTRY


def test_url_from_a_file_is_not_told(tmp_path):
    with webhook(500, answer=b"\n oops \x1b[31m \nmore") as (url, sent):
        (tmp_path / "url").write_text(url + "/services/T0KEN\n")
        assert deliver(type="webhook", url_file=tmp_path / "url") == ("later", 0, "HTTP 500: oops  [31m")
    assert sent[0][0] == "/services/T0KEN"


def test_what_answers_mean():
    cases = [
        (200, {}, "done", 0), (299, {}, "done", 0), (410, {}, "disabled", 0), (400, {}, "later", 0), (404, {}, "later", 0),
        (429, {"Retry-After": "120"}, "later", 120), (503, {"Retry-After": "Fri, 21 Nov 2025 09:31:05 GMT"}, "later", 60),
        (500, {"Retry-After": "120"}, "later", 0), (301, {"Location": "http://127.0.0.1:1/"}, "later", 0),
        (429, {"Retry-After": "soon"}, "later", 0),
    ]
    for status, headers, outcome, after in cases:
        with webhook(status, headers) as (url, sent):
            got = deliver(type="webhook", url=url, now=1763717405)
            assert got[:2] == (outcome, after), (status, got)
            assert got[2].startswith(f"HTTP {status}") and len(sent) == 1


def test_the_status_line_decides():
    with webhook(200, answer=b"x" * 200_000) as (url, _):
        assert deliver(type="webhook", url=url)[0] == "done"
    with webhook(200, answer=b"short", cut=True) as (url, _):
        assert deliver(type="webhook", url=url)[0] == "done"


def test_nobody_there_and_silence():
    assert deliver(type="webhook", url=f"http://127.0.0.1:{free_port()}/")[0] == "later"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        got = deliver(type="webhook", url=f"http://127.0.0.1:{silent.getsockname()[1]}/", timeout_ms=300)
    assert got[0] == "later" and got[2]


def test_chat_formats(tmp_path):
    key = os.urandom(32)
    with webhook() as (url, sent):
        for name in ("slack", "discord", "ntfy"):
            assert deliver(type="webhook", url=url, format=name, secret_file=secret_file(tmp_path, key))[0] == "done"
    slack, discord, ntfy = sent
    assert json.loads(slack[2])["text"].startswith("[iran-gas] خط لوله گاز\nhttps://news.example.org/1\n")
    assert json.loads(discord[2])["allowed_mentions"] == {"parse": []}
    assert slack[1]["Content-Type"] == "application/json" and ntfy[1]["Content-Type"] == "text/plain; charset=utf-8"
    title = email.header.make_header(email.header.decode_header(ntfy[1]["Title"]))
    assert str(title) == "[iran-gas] خط لوله گاز"
    assert (ntfy[1]["Click"], ntfy[1]["Priority"]) == ("https://news.example.org/1", "4")
    for one in sent:
        assert one[1]["webhook-signature"] == signatures([key], one)


# ---- mail ------------------------------------------------------------------------------------------------------------

class Box:
    """An aiosmtpd handler: keeps mails, answers as told."""

    def __init__(self, rcpt="250 OK", data="250 2.0.0 taken"):
        self.rcpt, self.data, self.mails = rcpt, data, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return self.data


@contextmanager
def mail_server(box, **options):
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def send(smtp, **options):
    return deliver(type="email", **{"from": "newswired@example.org", "to": "desk@example.com", "smtp": smtp, "starttls": "off", **options})


def certificate(tmp_path, name):
    """(server's context, the file that vouches for it)"""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext",
                    f"subjectAltName={name}", "-keyout", key, "-out", cert], check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


def test_mail_arrives_whole():
    box = Box()
    with mail_server(box) as smtp:
        assert send(smtp) == ("done", 0, "250 2.0.0 taken")
        assert send(smtp)[0] == "done"
    (sender, to, mail), (_, _, again) = box.mails
    assert (sender, to) == ("newswired@example.org", ["desk@example.com"])
    assert mail == again
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert all(part.defects == [] for part in message.walk())
    assert message["Subject"] == "[iran-gas] خط لوله گاز" and message["X-Newswired-Feed"] == "example"
    assert message["Message-ID"] == f"<{ENTRY}@example.org>"
    assert "گاز. . . From x" in message.get_body(("plain",)).get_content()
    assert message.get_body(("html",)) is not None


def test_4xx_is_later_and_5xx_fails_in_the_servers_words():
    cases = [("451 4.7.1 greylisted, try later", "later"), ("550 5.1.1 no such user here", "failed"), ("552 5.2.2 full", "failed"),
             ("452 4.2.2 full", "later")]
    for words, outcome in cases:
        for place in ("rcpt", "data"):
            with mail_server(Box(**{place: words})) as smtp:
                got = send(smtp)
                assert got[0] == outcome and words in got[2], (words, place, got)


def test_nobody_there_is_later():
    assert send(f"smtp://127.0.0.1:{free_port()}")[0] == "later"


def test_starttls_required_is_not_given_up(tmp_path):
    box = Box()
    with mail_server(box) as smtp:  # offers none
        assert send(smtp, starttls="required")[0] == "later"
        assert send(smtp, starttls="wanted")[0] == "done"
    context, vouches = certificate(tmp_path, "IP:127.0.0.1")
    with mail_server(box, tls_context=context, require_starttls=True) as smtp:
        assert send(smtp, starttls="required")[0] == "later"  # nobody vouches for it
        assert send(smtp, starttls="required", env={"SSL_CERT_FILE": str(vouches)})[0] == "done"
    context, vouches = certificate(tmp_path, "DNS:elsewhere.example")
    with mail_server(box, tls_context=context) as smtp:
        assert send(smtp, starttls="required", env={"SSL_CERT_FILE": str(vouches)})[0] == "later"
    assert len(box.mails) == 2


def test_password_of_a_file_and_a_wrong_one(tmp_path):
    def check(server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"desk", b"s3cret")
        return AuthResult(success=good, handled=good)

    box = Box()
    (tmp_path / "right").write_text("s3cret\n")
    (tmp_path / "wrong").write_text("no\n")
    with mail_server(box, authenticator=check, auth_required=True, auth_require_tls=False) as smtp:
        assert send(smtp, user="desk", password_file=tmp_path / "right")[0] == "done"
        got = send(smtp, user="desk", password_file=tmp_path / "wrong")
        assert got[0] == "later" and got[2].startswith("535"), got  # a person can repair it; nothing is lost
    assert len(box.mails) == 1


def test_smuggled_recipient_reaches_no_server():
    box = Box()
    with mail_server(box) as smtp:
        for address in ("a@example.org>\r\nRCPT TO:<b@example.org", "a@example.org\nb@example.org", "ü@example.org", "<a@example.org>"):
            got = send(smtp, to=address)
            assert got[0] == "failed" and got[2].startswith("not an address"), got
    assert box.mails == []
