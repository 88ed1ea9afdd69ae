"""laws.py - the laws of the house. Each is a function of a Project and yields "where: what" for each break.

The tables below are the written exceptions: adding a line to one is a decision, and the line says why.
"""

import re
import shutil
import subprocess
from pathlib import Path

from source import Source

# ---- the tables --------------------------------------------------------------------------------------------------

FLOORS = {
    "base": 1,
    "model": 2, "metric": 2, "control": 2,
    "text": 3, "conf": 3, "schedule": 3, "spool": 3, "outbox": 3, "net": 3, "page": 3,
    "parse": 4, "dedup": 4, "match": 4, "fetch": 4, "deliver": 4,
    "check": 5, "intake": 5, "dispatch": 5, "judge": 5, "feeds": 5, "alerts": 5, "polls": 5, "turn": 5,
    "recover": 5, "gather": 5,
    "orders": 5.3, "numbers": 5.3, "engine": 5.6,  # between: they put intake, dispatch and the rest of floor 5 together
    "commands": 6,
    "main": 7, "newswirectl": 7,
}

# Intake is too long for one file: feeds, polls, judge and alerts are its parts; turn puts them together for one turn of the
# loop, recover for a start.
PARTS = {(whole, part) for whole in ("intake", "turn", "recover") for part in ("feeds", "polls", "judge", "alerts")}
PARTS |= {("intake", "turn"), ("polls", "feeds"), ("judge", "feeds")}
# What a poll's document leaves to be fetched before its turn.
PARTS |= {("intake", "gather"), ("gather", "polls"), ("gather", "judge")}

# Steps of the river. One never calls another, but for these.
STAGES = {"conf", "schedule", "net", "fetch", "parse", "text", "dedup", "match", "spool", "outbox", "deliver"}
STAGE_EXCEPTIONS = {
    ("parse", "text"), ("dedup", "text"), ("match", "text"), ("fetch", "net"), ("deliver", "net"),
    ("fetch", "text"),      # only url_* and date_parse: where a redirect leads, until when to wait
    ("fetch", "schedule"),  # only enum poll_outcome, the word for how a poll ended
    ("deliver", "conf"),    # only struct receiver_settings, whose fields are the interface
    ("deliver", "text"),    # only UTF-8, URLs and dates, for mails and peers' answers
    ("fetch", "text"),      # only URLs (where a redirect leads) and dates (Retry-After, Expires)
}

# Foreign header (prefix) → the rooms or files that may include it.
FOREIGN = {
    "ev.h": ("main", "engine", "intake", "dispatch", "net", "control", "page", "daemon/deliver/command.c"),
    "curl/": ("net",),
    "ares.h": ("net",),
    "libxml/": ("parse",),
    "confuse.h": ("conf",),
    "jansson.h": ("daemon/base/json_read.c",),
    "xxhash.h": ("daemon/base/hash.c",),
    "openssl/": ("daemon/base/digest.c",),
    "utf8proc.h": ("text",),
    "libpsl.h": ("daemon/text/url.c", "daemon/text/outlet.c"),
    "pcre2.h": ("match",),
    "zstd.h": ("spool",),
    "zlib.h": ("daemon/parse/unpack.c",),
    "systemd/": ("main", "daemon/base/notify.c", "daemon/control/notify.c"),
    "seccomp.h": ("daemon/reader.c",),
    "microhttpd.h": ("page",),
}

SYSTEM = set(
    """arpa/inet.h assert.h ctype.h dirent.h errno.h fcntl.h float.h fnmatch.h getopt.h glob.h grp.h iconv.h
    inttypes.h langinfo.h limits.h linux/landlock.h linux/limits.h linux/magic.h linux/memfd.h linux/seccomp.h
    locale.h malloc.h math.h net/if.h netdb.h netinet/in.h netinet/tcp.h poll.h pthread.h pwd.h sched.h signal.h
    spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h
    strings.h sys/eventfd.h sys/file.h sys/ioctl.h sys/mman.h sys/pidfd.h sys/prctl.h sys/random.h sys/resource.h
    sys/select.h sys/signalfd.h sys/socket.h sys/stat.h sys/statvfs.h sys/syscall.h sys/time.h sys/times.h
    sys/types.h sys/uio.h sys/un.h sys/utsname.h sys/vfs.h sys/wait.h sysexits.h syslog.h termios.h time.h uchar.h
    unistd.h wchar.h wctype.h""".split()
)

# What the pure rooms may call that they do not define.
PURE_CALLS = re.compile(
    r"""(
    (span|buffer|arena|memory|map|json|id|base64|digest|duration)_\w+ | base_bug | error_set | hash64 | hash128
    | time_(format|parse|from_civil|to_civil) | is_?(alpha|digit|alnum|space|xdigit|upper|lower|punct|print)
    | mem(cpy|move|set|cmp|chr|rchr|mem|pcpy) | rawmemchr
    | str(len|nlen|cmp|ncmp|chr|rchr|str|casecmp|ncasecmp|spn|cspn|pbrk|tol|toll|toul|toull|toumax|toimax|tod)
    | malloc | calloc | realloc | free | qsort | bsearch | abort | abs | l?labs | tolower | toupper | v?snprintf
    | sqrt | floor | ceil | fabs | ldexp | frexp
    | __(memcpy|memmove|memset|snprintf|vsnprintf)_chk | __stack_chk_fail | __isoc\d+_strto\w+ | __ctype_\w+_loc
    | __errno_location | _GLOBAL_OFFSET_TABLE_
    | xml(?!\w*(File|Fd|Url|URL|Http|HTTP|FTP|Save|Catalog|OpenURI|Load|Write|GenericError|XInclude))\w+
    | html(CreatePushParserCtxt|CtxtUseOptions|ParseChunk|FreeParserCtxt)
    | inflate(Init2_|Reset|End)? | utf8proc_\w+ | pcre2_(?!jit)\w+_8 | psl_(?!load|latest|dist)\w+ | iconv(_open|_close)?
    | __(asan|ubsan|sanitizer|sancov)_\w+
    )$""",
    re.X,
)

# Files that keep a variable for the life of the process, and why.
MUTABLE = {
    "log.o": "the log level, and a ring for quoting",
    "metric.o": "counters",
}

BANNED_OPENING = re.compile(r"^#define (\w+)\(\.\.\.\)\s+NEWSWIRED_BANNED\(\1\)$", re.M)

# Tables written by a program: no law about size and form. The generator is named in their opening comment.
GENERATED = re.compile(r"(_table|_tables|_data)\.(c|h|inc)$")

FORMAT_FILE = Path(__file__).resolve().parents[2] / ".clang-format"

FUNCTION_REFUSED, FUNCTION_WISHED = 70, 40
FILE_REFUSED, FILE_WISHED = 500, 300
PARAMETERS_REFUSED = 5

# Callbacks whose parameters a foreign library prescribes.
PRESCRIBED = {  # libxml2's startElementNsSAX2Func
    ("daemon/parse/xml.c", "on_start"),
    ("tests/bench/bench_parse.c", "on_start"),
}

# Written so that this file does not break the law itself.
OUTSIDE = re.compile(r"(?<![\w.:>/-])/(?:wo[r]k|ho[m]e|ro[o]t|Us[e]rs|m[n]t)/[\w.]|\.\./sha[r]ed\b|/tmp/b-\w")
OUTSIDE_SKIPPED = {".git", "build", "__pycache__", ".pytest_cache"}


# ---- the project -------------------------------------------------------------------------------------------------


class Project:
    """The files of one tree, read once, and what its build directory holds."""

    def __init__(self, root, build):
        self.root, self.build = Path(root), Path(build)
        self.daemon = self.sources("daemon")
        self.doors = self.sources("include")
        self.tests = self.sources("tests")
        self.ours = self.daemon + self.doors
        self.all = self.ours + self.tests

    def sources(self, folder):
        found = [p for suffix in ("c", "h", "inc") for p in (self.root / folder).rglob(f"*.{suffix}")]
        return [Source(self.root, p) for p in sorted(found)]

    def room(self, source):
        """The room a file belongs to: its folder in daemon/, or the name of a file that stands beside the rooms."""
        parts = Path(source.name).parts
        if parts[0] == "daemon" and len(parts) > 2:
            return parts[1]
        return Path(source.name).stem

    def rooms(self):
        folder = self.root / "daemon"
        return sorted(p.name for p in folder.iterdir() if p.is_dir() and any(p.glob("*.c")))

    def resolve(self, source, name):
        """The file that #include "name" means: beside the source first, then in include/. None: neither."""
        for candidate in (source.path.parent / name, self.root / "include" / name):
            if candidate.exists():
                return candidate.resolve().relative_to(self.root.resolve())
        return None

    def uses(self, source):
        """(room whose door it is, line) for each door that a file includes, its own not counted."""
        own = self.room(source)
        for system, name, line in source.includes:
            target = None if system else self.resolve(source, name)
            if target and target.parts[0] == "include" and target.stem not in (own, "banned"):
                yield target.stem, line


# ---- who may include whom ------------------------------------------------------------------------------------------


def law_floors(p):
    for s in p.ours:
        own = p.room(s)
        if s.name == "include/banned.h":
            continue
        if own not in FLOORS:
            yield f"{s.name}: room {own} stands on no floor"
            continue
        for other, line in p.uses(s):
            if other not in FLOORS:
                yield f"{s.name}:{line}: room {other} stands on no floor"
            elif FLOORS[other] >= FLOORS[own] and (own, other) not in PARTS:
                yield f"{s.name}:{line}: {own} (floor {FLOORS[own]}) includes {other} (floor {FLOORS[other]})"


def law_stages(p):
    for s in p.ours:
        own = p.room(s)
        for other, line in p.uses(s):
            if own in STAGES and other in STAGES and (own, other) not in STAGE_EXCEPTIONS:
                yield f"{s.name}:{line}: stage {own} calls stage {other} sideways"


def law_circles(p):
    graph = {}
    for s in p.ours:
        graph.setdefault(p.room(s), set()).update(other for other, _ in p.uses(s))
    done = set()

    def walk(room, path):
        if room in path:
            yield " → ".join(path[path.index(room) :] + [room])
            return
        if room not in done:
            for other in sorted(graph.get(room, ())):
                yield from walk(other, path + [room])
            done.add(room)

    for room in sorted(graph):
        yield from walk(room, [])


def law_doors(p):
    """One room, one door: a file includes doors and headers of its own room, nothing else with quotes."""
    for s in p.ours:
        for system, name, line in s.includes:
            if system:
                continue
            target = p.resolve(s, name)
            if target is None:
                yield f"{s.name}:{line}: no such header: {name}"
            elif target.parts[0] == "include":
                continue
            elif s.name.startswith("include/"):
                yield f"{s.name}:{line}: a door includes {name} from behind it"
            else:
                inside = target.parts[1] if len(target.parts) > 2 else ""
                its = p.room(s) if len(Path(s.name).parts) > 2 else ""
                if inside != its and (s.name, inside) != ("daemon/newswirectl.c", "commands"):
                    yield f"{s.name}:{line}: {name} lies behind another room's door"
    for room in p.rooms():
        if room != "commands" and not (p.root / "include" / f"{room}.h").exists():
            yield f"daemon/{room}: has no door include/{room}.h"


def foreign_place(name):
    for prefix, places in FOREIGN.items():
        if name == prefix or (prefix.endswith("/") and name.startswith(prefix)):
            return places
    return None


def law_foreign(p):
    for s in p.ours:
        for system, name, line in s.includes:
            if not system:
                if foreign_place(name) and not p.resolve(s, name):
                    yield f'{s.name}:{line}: write <{name}>, it is foreign'
                continue
            places = foreign_place(name)
            if places is None:
                if name not in SYSTEM:
                    yield f"{s.name}:{line}: <{name}> is neither a system header nor in the table of foreign libraries"
            elif s.name.startswith("include/"):
                yield f"{s.name}:{line}: a door includes <{name}>"
            elif p.room(s) not in places and s.name not in places:
                yield f"{s.name}:{line}: <{name}> lives in {', '.join(places)}"


def law_order(p):
    """Includes in groups: system, foreign, then ours."""
    for s in p.ours:
        last = 0
        for system, name, line in s.includes:
            group = 3 if not system else 2 if foreign_place(name) else 1
            if group < last:
                yield f"{s.name}:{line}: {name} stands behind a later group (system, foreign, ours)"
            last = max(last, group)


# ---- what the objects say --------------------------------------------------------------------------------------------


def tool(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def symbols(archive, *options):
    """(member, symbol) of nm's listing."""
    for line in tool("nm", "-A", "-P", *options, str(archive)).stdout.splitlines():
        m = re.match(r".*\[(.+?)\]: (\S+) ", line)
        if m:
            yield m[1], m[2]


def law_purity(p):
    archive = p.build / "libnewswired-pure.a"
    if not archive.exists():
        yield f"{archive}: not built"
        return
    own = {symbol for _, symbol in symbols(archive, "--defined-only", "-g")}
    if not own:
        yield f"{archive}: defines nothing"
    for member, symbol in sorted(set(symbols(archive, "-u"))):
        if symbol not in own and not PURE_CALLS.match(symbol):
            yield f"{member.replace('.o', '.c')}: a pure room calls {symbol}"


def law_globals(p):
    """No variable lives as long as the process, but for the written ones."""
    for archive in ("libnewswired-pure.a", "libnewswired.a"):
        if not (p.build / archive).exists():
            yield f"{p.build / archive}: not built"
            continue
        member = ""
        for line in tool("objdump", "-t", str(p.build / archive)).stdout.splitlines():
            named = re.match(r"(\S+\.o): ", line)
            if named:
                member = named[1]
            m = re.match(r"[0-9a-f]{16} .{6}[O ]\s*(\.t?(?:data|bss)(?:\.\S+)?|\*COM\*)\t\S+\s+(\S+)$", line)
            if not m or m[1].startswith(".data.rel.ro") or m[2].startswith((".", "__")):
                continue
            if "pure" in archive or member not in MUTABLE:
                yield f"{member.replace('.o', '.c')}: keeps {m[2]}"


# ---- form -------------------------------------------------------------------------------------------------------------


def law_sizes(p):
    for s in p.all:
        if GENERATED.search(s.name):
            continue
        if s.line_count > FILE_REFUSED:
            yield f"{s.name}: {s.line_count} lines, {FILE_REFUSED} at most"
        for f in s.functions:
            if f.lines > FUNCTION_REFUSED:
                yield f"{s.name}:{f.line}: {f.name} has {f.lines} lines, {FUNCTION_REFUSED} at most"
            if f.parameters > PARAMETERS_REFUSED and (s.name, f.name) not in PRESCRIBED:
                yield f"{s.name}:{f.line}: {f.name} has {f.parameters} parameters, {PARAMETERS_REFUSED} at most"


def wishes(p):
    """How many functions and files are larger than wished; no law."""
    own = [s for s in p.all if not GENERATED.search(s.name)]
    functions = [f for s in own for f in s.functions if f.defined]
    long_functions = sum(f.lines > FUNCTION_WISHED for f in functions)
    long_files = sum(s.line_count > FILE_WISHED for s in own)
    return (
        f"{long_functions} of {len(functions)} functions over {FUNCTION_WISHED} lines, "
        f"{long_files} of {len(own)} files over {FILE_WISHED}"
    )


def law_banned(p):
    """include/banned.h is read by every file, and no file works around it."""
    header = p.root / "include" / "banned.h"
    banned = BANNED_OPENING.findall(header.read_text()) if header.exists() else []
    if not banned:
        yield "include/banned.h: bans nothing"
        return
    makefile = (p.root / "Makefile").read_text() if (p.root / "Makefile").exists() else ""
    if not re.search(r"CFLAGS_ALL\s*:=(?:.|\\\n)*-include include/banned\.h", makefile):
        yield "Makefile: does not force -include include/banned.h"
    names = "|".join(banned)
    call = re.compile(rf"(?<![\w.>])({names})\b(?!\w)")
    undo = re.compile(rf"^[ \t]*#[ \t]*(?:undef|define|pragma\s+push_macro\(\")[ \t]*({names})\b", re.M)
    alias = re.compile(rf"\b__builtin_({names})\b|\b__(?:asm__|asm)\s*\(\s*\"({names})\"")
    for s in p.all:
        if s.name == "include/banned.h":
            continue
        for pattern, text in ((call, s.code), (undo, s.text), (alias, s.text)):
            for m in pattern.finditer(text):
                yield f"{s.name}:{s.line_of(m.start())}: {m[0].strip()} is banned"


def law_format(p):
    if not shutil.which("clang-format"):
        yield "clang-format: not installed"
        return
    for s in p.all:
        if GENERATED.search(s.name):
            continue
        done = tool("clang-format", "--dry-run", "-Werror", "--style=file", str(s.path))
        if done.returncode != 0:
            first = re.search(r":(\d+):\d+: error", done.stderr)
            yield f"{s.name}:{first[1] if first else 1}: run clang-format -i"


def law_outside(p):
    """The project refers to nothing that lies beside it on somebody's machine."""
    for path in sorted(p.root.rglob("*")):
        parts = path.relative_to(p.root).parts
        if OUTSIDE_SKIPPED & set(parts) or not path.is_file() or p.build in path.parents:
            continue
        text = path.read_bytes()
        if b"\0" in text:
            continue
        for n, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
            m = OUTSIDE.search(line)
            if m:
                yield f"{'/'.join(parts)}:{n}: refers to {m[0]}"


def law_comments(p):
    """Each file tells what it is before it does anything; a .c as a small man page."""
    for s in p.daemon:
        if GENERATED.search(s.name) or not s.name.endswith(".c"):
            continue
        if not re.match(rf"/\*\n \* {re.escape(s.path.name)} - \S", s.comment):
            yield f'{s.name}: does not open with "{s.path.name} - what it does"'
        for word in ("Fatal", "Bugs"):
            if not re.search(rf"\b{word}\b", s.comment, re.I):
                yield f"{s.name}: opening comment does not say: {word}"
    for s in p.doors:
        if not re.match(rf"/\*\n \* {re.escape(s.path.stem)}(?:\.h)?: \S", s.comment):
            yield f'{s.name}: does not open with "{s.path.stem}: what it is for"'


def law_fuzz(p):
    """Each fuzz target has seeds."""
    for s in p.tests:
        if re.match(r"tests/fuzz/fuzz_\w+\.c$", s.name):
            seeds = s.path.parent / "seeds" / s.path.stem.removeprefix("fuzz_")
            if not seeds.is_dir() or not any(f.is_file() for f in seeds.iterdir()):
                yield f"{s.name}: no seeds in {seeds.relative_to(p.root)}"


LAWS = {
    "floors": law_floors,
    "stages": law_stages,
    "circles": law_circles,
    "doors": law_doors,
    "foreign": law_foreign,
    "order": law_order,
    "purity": law_purity,
    "globals": law_globals,
    "sizes": law_sizes,
    "banned": law_banned,
    "format": law_format,
    "outside": law_outside,
    "comments": law_comments,
    "fuzz": law_fuzz,
}
