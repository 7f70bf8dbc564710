"""The whole system on one machine: prepare, start everything, play the demo day, keep serving."""

import logging
import os
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import fasteners
import httpx
import psutil
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager
from honcho.printer import Printer

from nutrifit.demo import day, household
from nutrifit.environment import load

MARK = "NUTRIFIT_RUN"
READY_WITHIN_S = 60
# What the ports beside the web's have more.
STREAM = 1
WORKER_METRICS = 2
# What honcho reports after SIGINT and SIGTERM.
STOPPED_BY_A_SIGNAL = (130, 143)


class Command(BaseCommand):
    help = "Run web, stream, worker and beat with a demo household until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--no-demo", action="store_true", help="Do not play the demo day.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("this is for local runs; in production use the Procfile")
        self.started = time.monotonic()
        self.local_dir = load().nutrifit_local_dir
        with fasteners.InterProcessLock(self.local_dir / "run.lock") as lock:
            del lock
            self.serve(options["port"], play=not options["no_demo"])

    def serve(self, port: int, *, play: bool) -> None:
        stop_orphans(self.local_dir)
        refuse_busy_port(port)
        self.prepare()
        manager = supervisor(self.local_dir, port)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        announcer = threading.Thread(target=self.announce, args=(port, manager, play), daemon=True)
        announcer.start()
        manager.loop()
        failed = manager.returncode not in STOPPED_BY_A_SIGNAL
        if failed:
            self.say(f"a process stopped by itself; see {self.local_dir / 'run.log'}")
        sys.exit(int(failed))

    def prepare(self) -> None:
        """Migrate, load the starter catalogue, the demo's products and its household."""
        self.say("preparing the database …")
        call_command("migrate", verbosity=0, interactive=False)
        products = Path(day.__file__).with_name("products.tsv")
        with Path(os.devnull).open("w") as nowhere:
            call_command("load_starter_catalogue", stdout=nowhere)
            call_command("import_openfoodfacts", str(products), stdout=nowhere)
        household.make()

    def announce(self, port: int, manager: Manager, play: bool) -> None:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_ready(url)
            self.say(f"ready after {time.monotonic() - self.started:.1f} s")
            if play:
                day.play(url, self.say)
        except (httpx.HTTPError, TimeoutError) as error:
            self.say(f"the demo stopped: {error}; see {self.local_dir / 'run.log'}")
        finally:
            self.say(where_to_look(port))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def supervisor(local_dir: Path, port: int) -> Manager:
    """Processes as in production, on this machine; what they print goes to run.log."""
    output = (local_dir / "run.log").open("w", encoding="utf-8")
    manager = Manager(Printer(output, colour=False))
    env = {**os.environ, MARK: str(local_dir), "PYTHONUNBUFFERED": "1"}
    python = sys.executable
    metrics = {
        "WORKER_METRICS_PORT": str(port + WORKER_METRICS),
        "PROMETHEUS_MULTIPROC_DIR": str(local_dir / "worker-metrics"),
    }
    commands = {
        "web": f"{python} -m gunicorn nutrifit.wsgi --workers 2 --bind 127.0.0.1:{port}"
        " --no-control-socket",
        "stream": f"{python} -m uvicorn nutrifit.asgi:application --port {port + STREAM}"
        " --lifespan off --no-access-log",
        "worker": f"{python} -m celery -A nutrifit worker --concurrency 2"
        " --queues default,ingest,push,ai",
        "beat": f"{python} -m celery -A nutrifit beat --schedule {local_dir / 'beat'}",
    }
    for name, command in commands.items():
        manager.add_process(name, command, env=env | (metrics if name == "worker" else {}))
    return manager


def stop_orphans(local_dir: Path) -> None:
    """End what a killed supervisor left behind; they carry our mark in their environment."""
    orphans = [process for process in psutil.process_iter() if _is_marked(process, local_dir)]
    for process in orphans:
        process.terminate()
    _, stubborn = psutil.wait_procs(orphans, timeout=5)
    for process in stubborn:
        process.kill()


def _is_marked(process: psutil.Process, local_dir: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(local_dir)
    except psutil.Error:
        return False


def refuse_busy_port(port: int) -> None:
    for used in (port, port + STREAM, port + WORKER_METRICS):
        try:
            httpx.get(f"http://127.0.0.1:{used}/", timeout=1)
        except httpx.ConnectError:
            continue
        except httpx.HTTPError:
            pass
        raise CommandError(f"port {used} is in use; choose another: make run PORT=8100")


def wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"not ready within {READY_WITHIN_S} s")


def where_to_look(port: int) -> str:
    url = f"http://127.0.0.1:{port}"
    logins = "\n".join(f"  {role:<16} {email}" for role, (email, _) in household.LOGINS.items())
    mfa = "" if settings.STAFF_MFA_REQUIRED else "\nStaff sign in without a second factor here."
    return f"""
API           {url}/api/v1/     documentation {url}/api/docs/
Back-office   {url}/admin/
Health        {url}/health/ready
Metrics       {url}/metrics     worker http://127.0.0.1:{port + WORKER_METRICS}/metrics

Demo logins (password: {household.PASSWORD}){mfa}
{logins}

Ctrl-C stops everything."""
