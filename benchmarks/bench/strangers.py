"""What a worker process holds in memory after a million addresses, as strangers make them up."""

import json
import shutil
import subprocess

from benchmarks.bench import machine
from benchmarks.bench.asking import ADVICE, CONNECTIONS, Wrong

MARKS = (1_000, 10_000, 100_000, 1_000_000)
# Each request has another address: a parameter that no page reads, a name or port of the host, or a path, comment or
# page that is not there. Those that Django has to look for are few, or it would take hours.
SCRIPT = """
local number, last, paths = 0, 0, {}
function init(arguments)
  number, last = tonumber(arguments[1]), tonumber(arguments[2])
  for path in io.lines(arguments[3]) do table.insert(paths, path) end
end
function request()
  number = math.min(number + 1, last)
  local host, kind = "127.0.0.1", number % 100
  local path = paths[number % #paths + 1]
  if kind == 0 then path = path .. "?page=" .. number
  elseif kind == 1 then path = "/comments/" .. number .. "/"
  elseif kind < 20 then path = "/nothing/" .. number .. "/"
  elseif kind < 40 then host = "127.0.0.1:" .. number % 65536; path = path .. "?from=" .. number
  elseif kind < 60 then host = "a" .. number .. ".example"
  elseif kind < 80 then path = "/?page=" .. number .. "&before=" .. number
  else path = path .. "?from=" .. number end
  return wrk.format("GET", path, {Host = host, ["Accept-Encoding"] = number % 2 == 0 and "br" or "gzip"})
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('\\n{"requests": %d, "lost": %d}\\n', summary.requests,
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


def measure_strangers(site, folder, say, marks=MARKS):
    """{number of addresses asked for: bytes}"""
    program = shutil.which("wrk")
    if not program:
        raise SystemExit(ADVICE)
    script, paths = folder / "strangers.lua", folder / "addresses.txt"
    script.write_text(SCRIPT)
    paths.write_text("".join(f"{path}\n" for path in site.many))
    found, done = {}, 0
    with site.server() as server:
        for mark in marks:
            while done < mark:
                say(f"Memory: {done:,} of {marks[-1]:,} addresses of strangers")
                # wrk ends by time alone: the next run asks for what is left.
                command = [program, "-t1", f"-c{CONNECTIONS}", "-d5s", "--timeout", "60s", "-s", script]
                command += [f"http://127.0.0.1:{server.port}/", "--", str(done), str(mark), paths]
                output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                summary = json.loads(output.strip().splitlines()[-1])
                if summary["lost"]:
                    raise Wrong(f"Addresses of strangers: {summary}")
                done += summary["requests"]
            found[mark] = machine.memory(server.worker)
    return found
