"""`python -m tests.support.following SECONDS -m module arguments…` (or `-c code`): as without what stands before it,
with the clock of the process that began it (tests.support.days)."""

import runpy
import sys

from tests.support import days

if __name__ == "__main__":
    shown, way, what, *arguments = sys.argv[1:]
    days.follow(float(shown))
    sys.argv = [what if way == "-m" else way, *arguments]
    if way == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
