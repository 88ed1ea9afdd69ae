#!/usr/bin/python3
"""run.py - every benchmark, one after the other; each prints its figures as ratios to a floor that it measures itself.

Times are of this machine at this moment: only the ratios carry over. Run it twice before believing a change.
"""

import os
import subprocess
import sys
from pathlib import Path


def main():
    build = Path(os.environ.get("B", "build"))
    programs = sorted((build / "bench").glob("bench_*"))
    failed = 0
    for program in programs:
        if program.suffix or not os.access(program, os.X_OK):
            continue
        print(f"-- {program.name}", flush=True)
        failed += subprocess.run([program.resolve()], timeout=600, check=False).returncode != 0
    if not programs or failed:
        print(f"bench: {failed} of {len(programs)} failed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
