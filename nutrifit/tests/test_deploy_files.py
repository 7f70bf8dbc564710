"""What the deployment files promise and this machine can check without a container engine."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

from nutrifit.environment import Environment
from nutrifit.operations import OutboxCollector

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "METRICS_TOKEN", "GOOGLE_CLIENT_SECRET", "APPLE_PRIVATE_KEY")


def _yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


@pytest.fixture(scope="module")
def compose() -> Any:
    return _yaml("docker-compose.yml")


@pytest.fixture(scope="module")
def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command for name, _, command in (line.partition(": ") for line in lines)}


def test_the_env_example_names_exactly_what_the_environment_reads() -> None:
    assignments = re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(name for name, _ in assignments) == sorted(
        name.upper() for name in Environment.model_fields
    )
    given = dict(assignments)
    assert [name for name in SECRETS if given[name]] == []


def test_every_default_in_the_env_example_is_the_real_one() -> None:
    text = (ROOT / ".env.example").read_text()
    stated = {
        "DATABASE_CONN_MAX_AGE_S": "600",
        "DATABASE_STATEMENT_TIMEOUT_MS": "15000",
        "LOG_LEVEL": "INFO",
        "THROTTLE_USER": "1000/hour",
        "THROTTLE_ANONYMOUS": "120/hour",
        "THROTTLE_SEARCH": "600/hour",
        "TRUSTED_PROXY_COUNT": "0",
        "DEFAULT_FROM_EMAIL": "NutriFit <no-reply@nutrifit.example>",
    }
    for name, default in stated.items():
        above = text.split(f"\n{name}=")[0].rsplit("\n\n", 1)[-1]
        assert f"Default: {default}" in above, name
        assert str(Environment.model_fields[name.lower()].default) == default


def test_the_environment_starts_with_the_example_as_it_is() -> None:
    """Copied unfilled, it changes nothing: an empty value is a value not given."""
    given = {
        "SECRET_KEY": "s",
        "DATABASE_URL": "postgresql://h/d",
        "REDIS_URL": "redis://h",
        "ALLOWED_HOSTS": "h",
    }
    names = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    code = "from nutrifit.environment import load; print(load().log_level)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **dict.fromkeys(names, ""), **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "INFO"


def test_compose_runs_every_process_of_the_procfile(compose: Any, procfile: dict[str, str]) -> None:
    services = compose["services"]
    assert set(procfile) == {"release", "web", "stream", "worker", "beat"}
    assert {"web", "stream", "worker", "beat", "migrate"} <= set(services)
    for name in ("web", "stream", "worker", "beat"):
        program = services[name]["command"].split()[0]
        assert f"{program} " in procfile[name]
    for queue in ("default", "ingest", "push", "ai"):
        assert queue in procfile["worker"]
        assert queue in services["worker"]["command"]


def test_compose_opens_ports_to_its_own_host_only(compose: Any) -> None:
    for name, service in compose["services"].items():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), name


def test_compose_mentions_no_volume_or_secret_it_does_not_declare(compose: Any) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), volume
        assert set(service.get("secrets", [])) <= set(compose["secrets"])


def test_compose_waits_for_what_it_needs_and_has_no_password_in_it(compose: Any) -> None:
    for name in ("web", "stream", "worker", "beat"):
        needs = compose["services"][name]["depends_on"]
        assert needs["migrate"]["condition"] == "service_completed_successfully"
    text = (ROOT / "docker-compose.yml").read_text()
    for value in re.findall(r"PASSWORD: (\S+)", text):
        assert value.startswith("${")


def test_the_image_runs_as_nobody_special_and_installs_what_is_pinned() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines.index("USER nutrifit") < lines.index('CMD ["gunicorn", "nutrifit.wsgi"]')
    assert any("--require-hashes" in line for line in lines)
    assert 'ARG NUTRIFIT_COMMIT=""' in lines
    assert any("/health/live" in line for line in lines)


@pytest.mark.parametrize("kept", ["CHANGELOG.md", "manage.py", "requirements", "nutrifit", "apps"])
def test_the_image_gets_what_the_start_reads(kept: str) -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert kept not in ignored
    assert "*.md" not in ignored


@pytest.mark.parametrize("ignored", [".env", ".git", ".local", ".venv"])
def test_the_image_gets_no_secret_and_no_data(ignored: str) -> None:
    assert ignored in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_production_requirements_are_the_base_and_little_more() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text()
        return set(re.findall(r"^([a-z0-9-]+==\S+)", text, re.MULTILINE))

    assert pins("base.txt") <= pins("production.txt")
    assert any(pin.startswith("sentry-sdk==") for pin in pins("production.txt"))


def test_prometheus_asks_the_services_compose_runs(compose: Any) -> None:
    jobs = _yaml("deploy/prometheus.yml")["scrape_configs"]
    targets = [target for job in jobs for one in job["static_configs"] for target in one["targets"]]
    assert {target.split(":")[0] for target in targets} <= set(compose["services"])
    worker = compose["services"]["worker"]["environment"]
    assert f"worker:{worker['WORKER_METRICS_PORT']}" in targets
    assert worker["WORKER_METRICS_HOST"] == "0.0.0.0"  # noqa: S104
    secret = jobs[0]["authorization"]["credentials_file"].rsplit("/", 1)[1]
    assert secret in compose["services"]["prometheus"]["secrets"]


def test_every_metric_on_the_dashboard_is_one_we_expose(db: None) -> None:
    dashboard = json.loads((ROOT / "deploy/grafana/dashboards/nutrifit.json").read_text())
    expressions = " ".join(
        target["expr"] for panel in dashboard["panels"] for target in panel["targets"]
    )
    word = r"\b(?:http|outbox|meals|nutrition)_\w+"
    asked = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in re.findall(word, expressions)}
    exposed = {
        name
        for metric in [*REGISTRY.collect(), *OutboxCollector().collect()]
        for name in (metric.name, f"{metric.name}_total")
    }
    assert asked
    assert asked <= exposed
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def test_grafana_finds_its_source_and_its_dashboards(compose: Any) -> None:
    source = _yaml("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"][0]
    dashboard = json.loads((ROOT / "deploy/grafana/dashboards/nutrifit.json").read_text())
    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {source["uid"]}
    place = _yaml("deploy/grafana/provisioning/dashboards/nutrifit.yml")["providers"][0]["options"]
    mounts = compose["services"]["grafana"]["volumes"]
    assert any(f":{place['path']}:" in mount for mount in mounts)


def test_gunicorn_collects_the_counters_of_its_workers() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--print-config", "nutrifit.wsgi"],
        cwd=ROOT,
        env={**os.environ, "PORT": "8123", "WEB_CONCURRENCY": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    config = dict(re.findall(r"^(\w+)\s+= (.*)$", done.stdout, re.MULTILINE))
    assert config["bind"] == "['0.0.0.0:8123']"
    assert config["workers"] == "3"
    assert "child_exit" in config["child_exit"]


def test_the_healthcheck_fails_where_nothing_answers() -> None:
    done = subprocess.run(
        [sys.executable, "deploy/healthcheck.py", "http://127.0.0.1:1/health/live"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
