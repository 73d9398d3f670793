"""What a worker process holds in memory after many requests for many pages."""

from benchmarks.bench import machine
from benchmarks.bench.asking import CONNECTIONS, Connections, Wrong, request
from benchmarks.bench.kinds import BROWSER, GZIP

MARKS = (1_000, 10_000, 100_000)


def measure_memory(site, say):
    """{number of requests answered: bytes}"""
    paths = [path for path, _ in site.pages.values()] + site.many
    # Every seventh address has a parameter that no page reads.
    requests = [
        request(f"{path}?from={number}" if number % 7 == 0 and "?" not in path else path, headers)
        for number, (path, headers) in enumerate((path, how) for how in (BROWSER, GZIP, []) for path in paths)
    ]
    say(f"Memory: {len(requests):,} requests")
    found, done = {}, 0
    with site.server() as server, Connections(server.port, CONNECTIONS) as connections:
        while done < MARKS[-1]:
            some = [requests[(done + each) % len(requests)] for each in range(500)]
            if wrong := {each.status for each in connections.ask(some) if each.code not in (200, 302, 410)}:
                raise Wrong(f"Among pages of all kinds: {wrong}")
            done += len(some)
            if done in MARKS:
                found[done] = machine.memory(server.worker)
            if done % 10_000 == 0:
                say(f"Memory: {done:,} of {MARKS[-1]:,} requests")
    return found
