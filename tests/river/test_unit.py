"""The service: make install puts everything in its place, and systemd has nothing to say against the unit."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = os.path.join(ROOT, os.environ.get("B") or "build")


def run(*command, **options):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """What make install makes of an empty machine. Nothing is built here: the suite is about what was built."""
    destination = tmp_path_factory.mktemp("install")
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = run("make", "-s", "-o", "programs", "install", f"B={BUILD}", f"DESTDIR={destination}", "PREFIX=/opt/news",
               cwd=ROOT, env=env)
    assert done.returncode == 0, done.stderr
    return destination


@pytest.fixture
def unit(tree, tmp_path):
    """The installed unit, pointing at the installed program where it really lies."""
    text = (tree / "usr/lib/systemd/system/newswired.service").read_text()
    path = tmp_path / "newswired.service"
    path.write_text(text.replace("ExecStart=/opt/news/", f"ExecStart={tree}/opt/news/"))
    return path


@pytest.mark.parametrize(
    "name,mode",
    [
        ("opt/news/sbin/newswired", 0o755),
        ("opt/news/bin/newswirectl", 0o755),
        ("etc/newswired/feeds.conf", 0o644),
        ("usr/lib/systemd/system/newswired.service", 0o644),
        ("usr/lib/sysusers.d/newswired.conf", 0o644),
        ("usr/lib/tmpfiles.d/newswired.conf", 0o644),
    ],
)
def test_installed(tree, name, mode):
    assert (tree / name).stat().st_mode & 0o777 == mode


def test_no_placeholder_is_left(tree):
    text = (tree / "usr/lib/systemd/system/newswired.service").read_text()
    assert "ExecStart=/opt/news/sbin/newswired -c /etc/newswired/feeds.conf\n" in text
    assert "@PREFIX@" not in text


def test_own_configuration_survives_an_install(tree):
    conf = tree / "etc/newswired/feeds.conf"
    before = conf.read_text()
    conf.write_text("# mine\n")
    done = run("make", "-s", "-o", "programs", "install", f"B={BUILD}", f"DESTDIR={tree}", "PREFIX=/opt/news", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert conf.read_text() == "# mine\n"
    conf.write_text(before)


def test_shipped_configuration_is_good(tree):
    done = run(tree / "opt/news/sbin/newswired", "--check", "-c", tree / "etc/newswired/feeds.conf")
    assert done.returncode == 0, done.stdout + done.stderr


def test_verify_is_silent(unit):
    """systemd-analyze exits 0 on an unknown key, so what counts is that it says nothing."""
    done = run("systemd-analyze", "verify", unit)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_verify_would_speak(unit):
    unit.write_text(unit.read_text().replace("[Service]", "[Service]\nProtectEverything=yes"))
    done = run("systemd-analyze", "verify", unit)
    assert "ProtectEverything" in done.stderr


def test_exposure(unit):
    """1.1: what is left is the net, local sockets, the host's root directory, and files that the group can read."""
    done = run("systemd-analyze", "security", "--offline=yes", "--threshold=11", unit)
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def test_user_can_be_made(tree):
    done = run("systemd-sysusers", "--dry-run", tree / "usr/lib/sysusers.d/newswired.conf")
    assert done.returncode == 0, done.stderr


def test_spool_is_for_the_group(tree):
    lines = (tree / "usr/lib/tmpfiles.d/newswired.conf").read_text().splitlines()
    assert "d /var/spool/newswired 0750 newswired newswired -" in lines


@pytest.mark.skipif(os.geteuid() != 0, reason="systemd-tmpfiles needs root to give files away")
def test_spool_is_made(tree, tmp_path):
    """In a root of its own, with the user already in its passwd file."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("newswired:x:4242:4242::/:/usr/sbin/nologin\n")
    (tmp_path / "etc/group").write_text("newswired:x:4242:\n")
    done = run("systemd-tmpfiles", "--create", f"--root={tmp_path}", tree / "usr/lib/tmpfiles.d/newswired.conf")
    assert done.returncode == 0, done.stderr
    state = (tmp_path / "var/spool/newswired").stat()
    assert (state.st_mode & 0o7777, state.st_uid, state.st_gid) == (0o750, 4242, 4242)
