"""What is slow runs in processes of its own: limited, without our settings, few at once, gone with the server."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import sandbox, sandbox_places, sandbox_worker
from core.settings import ROOT

HERE = "tests.core.test_sandbox"


def told(content: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What the process knows; what is printed meanwhile is not part of the answer."""
    print("a library has something to say")
    limits = {"cpu": resource.getrlimit(resource.RLIMIT_CPU), "file": resource.getrlimit(resource.RLIMIT_FSIZE)}
    return {"head": head, "environment": dict(os.environ), "nice": os.nice(0), **limits}, content[::-1]


def greedy(content: bytes, head: dict[str, Any]) -> dict[str, Any]:
    return {"size": len(bytearray(head["size"]))}


def deep(_content: bytes, _head: dict[str, Any]) -> dict[str, Any]:
    return deep(_content, _head)


def killed(_content: bytes, _head: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def wrong(_content: bytes, _head: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("a secret of anna@example.org")


def ended(_content: bytes, _head: dict[str, Any]) -> dict[str, Any]:
    sys.exit(3)


def writes(_content: bytes, head: dict[str, Any]) -> dict[str, Any]:
    with Path(head["file"]).open("wb") as file:
        file.write(b"x" * 100_000)
    return {}


def waits(_content: bytes, head: dict[str, Any]) -> dict[str, Any]:
    """Says that it has begun (a file of this name, empty), and waits for long."""
    Path(head["begun"] + str(os.getpid())).touch()
    time.sleep(120)
    return {}


def test_function_gets_what_it_is_given_and_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not to be seen by what reads a calendar")
    answer = sandbox.run(f"{HERE}:told", {"zone": "Europe/Berlin"}, b"\n\x00abc")
    assert answer.content == b"cba\x00\n"
    assert answer.head["head"] == {"zone": "Europe/Berlin"}
    assert not {"SECRET_KEY", "DATABASE_URL", "PATH", "HOME"} & answer.head["environment"].keys()
    assert answer.head["nice"] > os.nice(0)
    assert answer.head["cpu"] == [sandbox_worker.CPU_SECONDS] * 2
    assert answer.head["file"] == [0, 0]


def test_memory_has_a_limit() -> None:
    assert sandbox.run(f"{HERE}:greedy", {"size": 10**8}).head == {"size": 10**8}
    with pytest.raises(sandbox.Died) as died:
        sandbox.run(f"{HERE}:greedy", {"size": 10**9})
    assert died.value.reason == "limits"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("deep", "limits"), ("killed", "limits"), ("wrong", "crashed"), ("ended", "crashed"), ("missing", "crashed")],
)
def test_process_that_dies_is_told_as_such(name: str, reason: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(sandbox.Died) as died:
        sandbox.run(f"{HERE}:{name}", {})
    assert died.value.reason == reason
    assert "anna@example.org" not in caplog.text


def test_nothing_is_written_to_the_disk(tmp_path: Path) -> None:
    with pytest.raises(sandbox.Died):
        sandbox.run(f"{HERE}:writes", {"file": str(tmp_path / "x")})
    assert (tmp_path / "x").stat().st_size == 0


def test_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(sandbox.Died) as died:
        sandbox.run(f"{HERE}:waits", {"begun": f"{tmp_path}/"}, seconds=3)
    assert died.value.reason == "limits"
    (begun,) = tmp_path.iterdir()
    assert not is_alive(int(begun.name))


@pytest.mark.parametrize("end_by", [signal.SIGKILL, signal.SIGTERM])
def test_process_ends_with_the_one_that_waits_for_it(tmp_path: Path, end_by: int) -> None:
    work = f"from core import sandbox; sandbox.run('{HERE}:waits', {{'begun': '{tmp_path}/'}}, seconds=100)"
    server = subprocess.Popen([sys.executable, "-c", work], cwd=ROOT)
    begun = until(lambda: list(tmp_path.iterdir()))
    assert is_alive(int(begun[0].name))
    server.send_signal(end_by)
    server.wait()
    assert until(lambda: not is_alive(int(begun[0].name)))


def test_process_that_begins_after_the_end_of_its_parent_does_nothing() -> None:
    order = b'{"target": "os:getcwd", "head": {}, "parent": 1}\n'
    done = subprocess.run(sandbox.COMMAND, input=order, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_places_are_few_for_all_processes_of_a_server(tmp_path: Path, app: Flask) -> None:
    """The locks are those of files, so another process is as good as another holder in this one."""
    app.extensions[sandbox_places.FOLDER] = tmp_path
    with app.app_context(), ExitStack() as taken:
        for _ in range(sandbox_places.PLACES):
            taken.enter_context(sandbox_places.place())
        with pytest.raises(sandbox.Full) as full, app.test_request_context("/"):
            sandbox.run(f"{HERE}:told", {})
        assert (full.value.status, full.value.headers) == (503, {"Retry-After": "10"})
        taken.close()
        with app.test_request_context("/"):
            assert sandbox.run(f"{HERE}:told", {}, b"x").content == b"x"


def test_places_become_free_when_their_holder_is_killed(tmp_path: Path, app: Flask) -> None:
    app.extensions[sandbox_places.FOLDER] = tmp_path
    take = "import fcntl, sys, time; files = [open(name, 'ab') for name in sys.argv[1:]]; "
    take += "[fcntl.flock(file, fcntl.LOCK_EX) for file in files]; print('taken', flush=True); time.sleep(120)"
    names = [str(tmp_path / f"sandbox-{number}.lock") for number in range(sandbox_places.PLACES)]
    holder = subprocess.Popen([sys.executable, "-c", take, *names], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"taken\n"
    with app.test_request_context("/"):
        with pytest.raises(sandbox.Full):
            sandbox.run(f"{HERE}:told", {})
        holder.kill()
        holder.wait()
        holder.stdout.close()
        assert sandbox.run(f"{HERE}:told", {}, b"x").content == b"x"


def test_only_some_threads_of_a_process_wait_for_what_is_slow(app: Flask) -> None:
    """However many requests come at once, and at once: the next one waits for nobody."""
    done, away = threading.Event(), threading.Semaphore(0)

    def slow(_number: int) -> bool:
        with app.test_request_context("/"):
            try:
                with sandbox.aside(), sandbox.aside():
                    away.release()
                    done.wait(60)
            except sandbox.Full:
                return False
            return True

    with ThreadPoolExecutor(8) as threads:
        first = [threads.submit(slow, n) for n in range(sandbox_places.MOST_AWAY)]
        for _ in first:
            assert away.acquire(timeout=60)
        assert [slow(n) for n in range(6)] == [False] * 6
        done.set()
        assert all(one.result() for one in first)
    assert slow(0)


def test_jobs_are_not_counted_among_the_threads_that_wait(app: Flask) -> None:
    with app.app_context(), ExitStack() as stack:
        for _ in range(sandbox_places.MOST_AWAY + 1):
            stack.enter_context(sandbox.aside())


@pytest.fixture(autouse=True)
def _places_as_before(request: pytest.FixtureRequest) -> Iterator[None]:
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    before = app.extensions[sandbox_places.FOLDER] if app else None
    yield
    if app:
        app.extensions[sandbox_places.FOLDER] = before


def until(look: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
