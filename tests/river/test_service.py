"""The daemon as a service: what it tells systemd, what signals do, one process a spool. Time is short here, not shortened."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "data"))
import demo  # noqa: E402
import newsroom  # noqa: E402

SECONDS = 20
ITEMS = sum(first for first, _ in demo.EXPECTED.values())


class Daemon:
    """newswired in the background, with a socket where systemd would listen."""

    def __init__(self, scratch, configuration):
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(scratch / "notify"))
        self.notify.settimeout(SECONDS)
        self.log = open(scratch / "log", "w+b")
        env = dict(os.environ, NOTIFY_SOCKET=str(scratch / "notify"), WATCHDOG_USEC="60000000")
        self.process = subprocess.Popen(
            [newsroom.BUILD / "newswired", "-c", configuration], env=env, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log,
        )

    def told(self, wanted):
        """The next message that says so; others before it are passed over."""
        while True:
            message = self.notify.recv(4096).decode()
            if any(line.startswith(wanted) for line in message.splitlines()):
                return message

    def logged(self, text):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            self.log.seek(0)
            if text in self.log.read().decode("utf-8", "replace"):
                return True
            time.sleep(0.02)
        return False

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()
        self.notify.close()


@pytest.fixture
def room(tmp_path):
    with newsroom.PythonServer() as web, newsroom.MailReceiver() as mail, newsroom.WebhookReceiver() as hook:
        web.show(newsroom.EDITIONS[0])
        configuration, spool = newsroom.write_configuration(tmp_path, web, mail, hook)
        room = type("Room", (), {"web": web, "hook": hook, "configuration": configuration, "spool": spool})
        room.daemon = Daemon(tmp_path, configuration)
        try:
            yield room
        finally:
            room.daemon.end()


def wait_until(what):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.02)
    return False


def test_ready_is_told_when_it_runs(room):
    assert "READY=1" in room.daemon.told("READY=1")
    assert room.daemon.process.poll() is None


def test_it_polls_by_itself_and_is_quiet_about_what_is_old(room):
    room.daemon.told("READY=1")
    assert wait_until(lambda: len(newsroom.read_records(room.spool)) == ITEMS)
    assert room.hook.hooks == []  # a first poll never alerts


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_stop(room, signum):
    room.daemon.told("READY=1")
    room.daemon.process.send_signal(signum)
    room.daemon.told("STOPPING=1")
    assert room.daemon.process.wait(SECONDS) == 0


def test_reload_tells_when_it_began_and_ended(room):
    room.daemon.told("READY=1")
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 10**6 * 1000
    room.daemon.process.send_signal(signal.SIGHUP)
    message = room.daemon.told("RELOADING=1")
    stamp = int(next(line for line in message.splitlines() if line.startswith("MONOTONIC_USEC=")).split("=")[1])
    assert before <= stamp <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    room.daemon.told("READY=1")


def test_a_bad_file_keeps_the_old_configuration(room):
    room.daemon.told("READY=1")
    good = room.configuration.read_text()
    room.configuration.write_text(good + "\nno-such-option = 1\n")
    room.daemon.process.send_signal(signal.SIGHUP)
    room.daemon.told("READY=1")
    assert room.daemon.logged("no-such-option")
    assert room.daemon.process.poll() is None
    room.configuration.write_text(good)
    room.daemon.process.send_signal(signal.SIGHUP)
    room.daemon.told("READY=1")
    room.daemon.process.send_signal(signal.SIGTERM)
    assert room.daemon.process.wait(SECONDS) == 0


def polls(room):
    return [demo.feed_of(r) for r in room.web.requests() if demo.feed_of(r) in demo.EXPECTED]


def test_reload_never_polls(room):
    room.daemon.told("READY=1")
    assert wait_until(lambda: len(polls(room)) == len(demo.EXPECTED))
    room.daemon.process.send_signal(signal.SIGHUP)
    room.daemon.told("READY=1")
    time.sleep(0.5)
    assert sorted(polls(room)) == sorted(demo.EXPECTED)


def test_one_process_a_spool(room):
    room.daemon.told("READY=1")
    second = newsroom.newswired("-c", room.configuration, "--once")
    assert second.returncode == 75
    assert str(room.daemon.process.pid) in second.stderr


def test_statistics_on_usr1(room):
    room.daemon.told("READY=1")
    room.daemon.process.send_signal(signal.SIGUSR1)
    assert room.daemon.logged("delivered=")


def test_killed_and_started_again_it_has_everything_once(room, tmp_path):
    room.daemon.told("READY=1")
    assert wait_until(lambda: len(newsroom.read_records(room.spool)) >= 10)
    room.daemon.process.kill()
    room.daemon.process.wait()
    done = newsroom.newswired("-c", room.configuration, "--once")
    assert done.returncode == 0, done.stderr
    records = newsroom.read_records(room.spool)
    assert (len(records), len({r["id"] for r in records})) == (ITEMS, ITEMS)
