"""Lets weir and its peers take turns on the same records, and prints the ratios.

Usage: compare.py --weir-bench PATH [--simdjson PATH] [--corpus FOLDER] [--stream SCHEMA=FILE]
                  [--rounds N] [--milliseconds N]

A shared machine is noisy: in each round every contender runs each workload once, one right after
the other, so that what disturbs one disturbs all. Ratios are of the best rounds; those of the
medians stand behind them. More than 1 means that weir is faster.
"""

import argparse
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# phase: who takes part; the first is the one that weir is measured against.
CONTESTS = {
    "verdict": ["corvus", "jsonschema-rs", "fastjsonschema"],
    "parse": ["simdjson", "pysimdjson", "orjson"],
    "compile": ["corvus", "jsonschema-rs"],
}


class Contender:
    """A process that measures on request; see `weir-bench serve --help`."""

    def __init__(self, name, command):
        self.name = name
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.failed = {}

    def ask(self, *words):
        self.process.stdin.write("\t".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().rstrip("\n").split("\t")
        if answer[0] in ("loaded", "ran"):
            return [float(word) for word in answer[1:]]
        raise RuntimeError(answer[-1] or f"{self.name} stopped")

    def load(self, name, schema, path, kind):
        try:
            return self.ask("load", name, schema, path, kind)
        except RuntimeError as reason:
            self.failed[name] = str(reason)
            return None


class Workload:
    def __init__(self, name, schema, path, kind):
        self.name, self.schema, self.path, self.kind = name, schema, path, kind
        self.times = {}  # (phase, contender): nanoseconds per pass, one a round
        self.good = {}  # (phase, contender): records that went well


def workloads(arguments):
    if arguments.corpus:
        for name in sorted(os.listdir(arguments.corpus)):
            folder = os.path.join(arguments.corpus, name)
            records = os.path.join(folder, "instances.jsonl")
            if os.path.exists(records):
                yield Workload(name, os.path.join(folder, "schema.json"), records, "corpus")
    if arguments.stream:
        schema, path = arguments.stream.split("=", 1)
        yield Workload("events", schema, path, "stream")


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values))) if values else math.nan


def measure(contenders, loads, rounds, milliseconds):
    for load in loads:
        for contender in contenders.values():
            loaded = contender.load(load.name, load.schema, load.path, load.kind)
            if loaded:
                load.records, load.bytes = loaded
    for turn in range(rounds + 1):
        for load in loads:
            for phase, peers in CONTESTS.items():
                for name in ["weir", *peers]:
                    contender = contenders.get(name)
                    if contender is None or load.name in contender.failed:
                        continue
                    try:
                        time, good = contender.ask("run", load.name, phase, milliseconds)
                    except RuntimeError as reason:
                        contender.failed[load.name] = str(reason)
                        continue
                    if turn > 0:  # the first round warms up
                        load.times.setdefault((phase, name), []).append(time)
                        load.good[phase, name] = int(good)
        print(f"\rround {turn} of {rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


PICKS = (min, statistics.median)


def figures(load, phase, name):
    """Best and median of the rounds, in MB/s (compile: ms); None where it took no part."""
    times = load.times.get((phase, name))
    if not times:
        return None
    if phase == "compile":
        return [pick(times) / 1e6 for pick in PICKS]
    return [load.bytes / pick(times) * 1e3 for pick in PICKS]


def ratios(load, phase, name):
    """How many times faster weir is, of the best rounds and of the medians."""
    own, theirs = figures(load, phase, "weir"), figures(load, phase, name)
    if not own or not theirs:
        return None
    pairs = zip(theirs, own) if phase == "compile" else zip(own, theirs)
    return [one / other for one, other in pairs]


def means(rows):
    """Geometric means of the best and of the medians, of the rows that are there."""
    rows = [row for row in rows if row]
    return [geometric_mean(column) for column in zip(*rows)] if rows else None


def text(pair, digits):
    return " · ".join(f"{number:.{digits}f}" for number in pair) if pair else "–"


def show(phase, loads, contenders):
    peers = [peer for peer in CONTESTS[phase] if peer in contenders]
    corpus = [load for load in loads if load.kind == "corpus"]
    unit, digits = ("ms", 3) if phase == "compile" else ("MB/s", 0)

    def row(name, cells):
        print(f"{name:18}" + "".join(f"{cell:>16}" for cell in cells))

    print(f"\n{phase}, {unit}, best · median of the rounds")
    row("", ["weir", *peers, f"× {peers[0]}"])
    for load in loads:
        cells = [text(figures(load, phase, name), digits) for name in ["weir", *peers]]
        row(load.name, [*cells, text(ratios(load, phase, peers[0]), 2)])
    if corpus:
        cells = [
            text(means([figures(load, phase, name) for load in corpus]), digits)
            for name in ["weir", *peers]
        ]
        row("corpus geomean", cells)
    for peer in peers:
        rows = [row for row in (ratios(load, phase, peer) for load in corpus) if row]
        if rows:
            least = min(row[0] for row in rows)
            print(f"weir × {peer}: {text(means(rows), 2)} over {len(rows)} schemas, least {least:.2f}")


def show_disagreements(loads, contenders):
    for load in loads:
        own = load.good.get(("verdict", "weir"))
        for name in CONTESTS["verdict"]:
            theirs = load.good.get(("verdict", name))
            if theirs is not None and own is not None and theirs != own:
                print(f"{load.name}: weir accepts {own} of {load.records:.0f}, {name} {theirs}")
    for contender in contenders.values():
        for name, reason in contender.failed.items():
            print(f"{contender.name} is out of {name}: {reason[:100]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir-bench", required=True)
    parser.add_argument("--simdjson")
    parser.add_argument("--corpus")
    parser.add_argument("--stream")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--milliseconds", type=int, default=15)
    arguments = parser.parse_args()

    commands = {"weir": [arguments.weir_bench, "serve"]}
    if arguments.simdjson:
        commands["simdjson"] = [arguments.simdjson]
    for peer in ["corvus", "jsonschema-rs", "fastjsonschema", "pysimdjson", "orjson"]:
        commands[peer] = [sys.executable, os.path.join(HERE, "contender.py"), peer]
    contenders = {name: Contender(name, command) for name, command in commands.items()}
    loads = list(workloads(arguments))
    measure(contenders, loads, arguments.rounds, arguments.milliseconds)
    for phase in CONTESTS:
        show(phase, loads, contenders)
    print()
    show_disagreements(loads, contenders)
    for contender in contenders.values():
        contender.process.stdin.close()
        contender.process.wait()


main()
