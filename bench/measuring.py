"""One measurement over HTTP: throughput, latency, CPU time, statements, bytes."""

import resource
from collections.abc import Iterable
from dataclasses import dataclass, replace

import psutil

from bench.calls import FLOORS, Scenario, World
from bench.driver import Drive, Failed, drive
from bench.servers import CpuTimes, Server
from bench.statements import Statements, statements_of

CONNECTIONS = (1, 8)
WARM_UP_S = 2


@dataclass(frozen=True)
class Measurement:
    """A scenario at one number of connections."""

    scenario: str
    title: str
    connections: int
    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    web_cpu_ms: float
    database_cpu_ms: float
    bytes: int
    other_load: float
    of_floor: float | None


@dataclass(frozen=True)
class Servers:
    """Both run all the time, one is driven at a time; the other sleeps and costs nothing."""

    floors: Server
    application: Server


def measured(
    servers: Servers, scenarios: Iterable[Scenario], world: World, *, seconds: float
) -> list[Measurement]:
    """Every scenario at every number of connections, after warming up.

    A floor is measured for half the time before its scenario and half the time behind it, so that
    what else the machine does weighs on both alike.
    """
    found = []
    for scenario in scenarios:
        _drive(_server(servers, scenario), scenario, world, CONNECTIONS[-1], WARM_UP_S)
        for connections in CONNECTIONS:
            before = _floor(servers, scenario, world, connections, seconds / 2)
            alone = _measurement(servers, scenario, world, connections, seconds)
            behind = _floor(servers, scenario, world, connections, seconds / 2)
            found.append(replace(alone, of_floor=_share(alone, before, behind)))
            print(_line(found[-1]), flush=True)
    return found


def _server(servers: Servers, scenario: Scenario) -> Server:
    return servers.floors if scenario.name in FLOORS else servers.application


def _floor(
    servers: Servers, scenario: Scenario, world: World, connections: int, seconds: float
) -> Drive | None:
    if not scenario.floor:
        return None
    return _drive(servers.floors, FLOORS[scenario.floor], world, connections, seconds)


def _share(found: Measurement, before: Drive | None, behind: Drive | None) -> float | None:
    if before is None or behind is None:
        return None
    floor = (before.requests + behind.requests) / (before.seconds + behind.seconds)
    return found.per_second / floor if floor else None


def _measurement(
    servers: Servers, scenario: Scenario, world: World, connections: int, seconds: float
) -> Measurement:
    server = _server(servers, scenario)
    wrk_before, before = _children_s(), server.cpu_times()
    seen = _drive(server, scenario, world, connections, seconds)
    if not seen.requests:
        raise Failed(f"{scenario.title}: nothing was answered in {seconds:g} s")
    used, wrk_s = server.cpu_times() - before, _children_s() - wrk_before
    return Measurement(
        scenario=scenario.name,
        title=scenario.title,
        connections=connections,
        per_second=seen.per_second,
        p50_ms=seen.p50_ms,
        p95_ms=seen.p95_ms,
        p99_ms=seen.p99_ms,
        web_cpu_ms=used.web_s * 1000 / seen.requests,
        database_cpu_ms=used.database_s * 1000 / seen.requests,
        bytes=round(seen.bytes / seen.requests),
        other_load=_other_load(used, wrk_s),
        of_floor=None,
    )


def _drive(
    server: Server, scenario: Scenario, world: World, connections: int, seconds: float
) -> Drive:
    return drive(
        server.url,
        scenario.calls(world, seconds),
        connections=connections,
        seconds=seconds,
        once=scenario.writes,
    )


def _children_s() -> float:
    """CPU seconds of our finished children; between two readings, of wrk."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _other_load(used: CpuTimes, wrk_s: float) -> float:
    """Share (0–1) of the machine that programs other than ours took meanwhile."""
    others_s = used.machine_s - used.web_s - used.database_s - wrk_s
    return max(0.0, others_s / (used.at * (psutil.cpu_count() or 1)))


def _line(found: Measurement) -> str:
    return (
        f"  {found.title}, {found.connections} connections: {found.per_second:,.0f}/s,"
        f" p95 {found.p95_ms:.1f} ms"
    )


def statements_by_scenario(scenarios: Iterable[Scenario], world: World) -> dict[str, Statements]:
    """What each scenario asks of PostgreSQL; the first call of a process loads what stays."""
    found = {}
    for scenario in scenarios:
        statements_of(scenario.make(world))
        found[scenario.name] = statements_of(scenario.make(world))
    return found
