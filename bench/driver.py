"""Driving a server with wrk, and what came of it."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.calls import Call

MARK = "RESULT "

# Sends the requests of a file in turn: each is its length on a line, then its bytes. Responses are
# looked at one by one because wrk itself counts a redirect as fine.
SCRIPT = """
local requests, thread = {}, nil
sent, refused = 0, 0

function setup(started) thread = started end

function init(arguments)
  local file = io.open(arguments[1], "rb")
  for length in function() return file:read("*l") end do
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function response(status)
  if status < 200 or status > 299 then refused = refused + 1 end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "bytes": %d, "sent": %d, "refused": %d, "broken": %d,'
    .. ' "p50_ms": %f, "p95_ms": %f, "p99_ms": %f}\\n',
    summary.requests, summary.duration / 1e6, summary.bytes, thread:get("sent"),
    thread:get("refused"), errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
"""


class Failed(RuntimeError):
    """A measurement that says nothing."""


@dataclass(frozen=True)
class Drive:
    """What wrk saw."""

    requests: int
    seconds: float
    bytes: int
    sent: int
    refused: int
    broken: int
    p50_ms: float
    p95_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def drive(
    url: str, calls: Iterable[Call], *, connections: int, seconds: float, once: bool
) -> Drive:
    """Send the calls over and over, or each ``once`` at most. Raises Failed on any error."""
    with tempfile.TemporaryDirectory() as name:
        script, requests = Path(name, "script.lua"), Path(name, "requests")
        script.write_text(SCRIPT)
        count = _write(requests, calls)
        found = _run(url, script, requests, connections=connections, seconds=seconds)
    if found.refused or found.broken:
        raise Failed(f"{found.refused} answers were not 2xx, {found.broken} connections broke")
    if once and found.sent > count:
        raise Failed(f"{found.sent} requests were sent, only {count} were made ready")
    return found


def _write(path: Path, calls: Iterable[Call]) -> int:
    contents = [call.raw() for call in calls]
    path.write_bytes(b"".join(b"%d\n%s" % (len(content), content) for content in contents))
    return len(contents)


def _run(url: str, script: Path, requests: Path, *, connections: int, seconds: float) -> Drive:
    command = [
        *(find_wrk(), "--threads", "1", "--connections", str(connections), "--latency"),
        *("--duration", f"{max(1, round(seconds))}s", "--timeout", "10s"),
        *("--script", str(script), url, str(requests)),
    ]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    results = [line for line in finished.stdout.splitlines() if line.startswith(MARK)]
    if not results:
        raise Failed(f"wrk gave no result: {finished.stdout}{finished.stderr}")
    return Drive(**json.loads(results[0].removeprefix(MARK)))


def find_wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        raise Failed("wrk is missing: apt-get install wrk")
    return found
