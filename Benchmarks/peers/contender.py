"""One Python peer behind the protocol of `weir-bench serve`.

Usage: contender.py corvus | jsonschema-rs | fastjsonschema | orjson | pysimdjson

Each peer gets the bytes of a line, as a program would have them, and answers valid or not.
"""

import json
import sys
import time


def corvus(schema, is_stream):
    import corvus_json_schema_rs

    def build():
        return corvus_json_schema_rs.compile(schema, assert_format=is_stream)

    is_valid = build().is_valid_json

    def verdict(line):
        try:
            return is_valid(line)
        except ValueError:
            return False

    return {"verdict": verdict, "compile": lambda _: build() is not None}


def jsonschema_rs(schema, is_stream):
    import jsonschema_rs
    import orjson

    def build():
        return jsonschema_rs.validator_for(schema, validate_formats=is_stream)

    is_valid, loads = build().is_valid, orjson.loads

    def verdict(line):
        try:
            return is_valid(loads(line))
        except orjson.JSONDecodeError:
            return False

    return {"verdict": verdict, "compile": lambda _: build() is not None}


def fastjsonschema(schema, is_stream):
    import fastjsonschema
    import orjson

    check, loads = fastjsonschema.compile(schema, use_formats=is_stream), orjson.loads

    def verdict(line):
        try:
            check(loads(line))
            return True
        except (orjson.JSONDecodeError, fastjsonschema.JsonSchemaException):
            return False

    return {"verdict": verdict}


def orjson(schema, is_stream):
    import orjson

    def parse(line):
        try:
            orjson.loads(line)
            return True
        except orjson.JSONDecodeError:
            return False

    return {"parse": parse}


def pysimdjson(schema, is_stream):
    import simdjson

    parser = simdjson.Parser()

    def parse(line):
        try:
            parser.parse(line)
            return True
        except (ValueError, UnicodeDecodeError):
            return False

    return {"parse": parse}


PEERS = {
    "corvus": corvus,
    "jsonschema-rs": jsonschema_rs,
    "fastjsonschema": fastjsonschema,
    "orjson": orjson,
    "pysimdjson": pysimdjson,
}


def mean_nanoseconds(work, milliseconds):
    """Repeats `work` for at least so long; returns the mean time of one and its last result."""
    passes, start = 0, time.perf_counter_ns()
    while True:
        result = work()
        passes += 1
        taken = time.perf_counter_ns() - start
        if taken >= milliseconds * 1_000_000:
            return taken / passes, result


def main():
    peer = PEERS[sys.argv[1]]
    workloads = {}
    for request in sys.stdin:
        words = request.rstrip("\n").split("\t")
        try:
            if words[0] == "load":
                name, schema_path, path, kind = words[1:]
                with open(path, "rb") as file:
                    lines = [line for line in file.read().split(b"\n") if line]
                with open(schema_path, "rb") as file:
                    schema = json.load(file)
                workloads[name] = peer(schema, kind == "stream"), lines
                answer = f"loaded\t{len(lines)}\t{sum(map(len, lines))}"
            else:
                phases, lines = workloads[words[1]]
                judge = phases[words[2]]
                if words[2] == "compile":
                    lines = [b""]
                nanoseconds, good = mean_nanoseconds(
                    lambda: sum(1 for line in lines if judge(line)), int(words[3])
                )
                answer = f"ran\t{nanoseconds}\t{good}"
        except Exception as error:  # whatever a peer throws: it is out of this workload
            answer = f"failed\t{type(error).__name__}: {error}".replace("\n", " ")
        print(answer, flush=True)


main()
