"""Random schemas and instances before weir and independent validators; see README.md.

Usage: differential.py --weir PATH [--seed N] [--seconds N] [--dialect D] [--finds FILE]
"""

import argparse
import json
import sys
import time

from generate import Generator
from known import explanation
from opinions import Python, Rust, URIS, Weir
from shrink import shrink

INSTANCES = 12


def differing(dialect, schema, weir, peers):
    """Whether weir stands alone: refuses a schema that its metaschema and all peers accept, or gives a
    verdict that no peer gives."""
    verdicts = [peer for peer in peers if isinstance(peer, bool)]
    if isinstance(weir, str):
        return not any(isinstance(peer, str) for peer in peers) and Python().accepts_schema(dialect, schema)
    return bool(verdicts) and weir not in verdicts


def single(judge, dialect, schema, instance):
    verdicts = judge.judge(dialect, schema, [instance])
    return verdicts[0] if isinstance(verdicts, list) else verdicts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--weir", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--dialect", choices=sorted(URIS))
    parser.add_argument("--finds", help="append what is found to this file, a JSON object a line")
    arguments = parser.parse_args()

    weir, peers = Weir(arguments.weir), [Python(), Rust()]
    counts = {"rounds": 0, "verdicts": 0, "valid": 0, "divided": 0, "explained": 0}
    finds = {}
    end = time.monotonic() + arguments.seconds
    seed = arguments.seed
    while time.monotonic() < end:
        dialect = arguments.dialect or list(URIS)[seed % len(URIS)]
        generator = Generator(seed, dialect)
        schema = generator.schema_document()
        instances = list(generator.instances(schema, INSTANCES))
        ours = weir.judge(dialect, schema, instances)
        theirs = [peer.judge(dialect, schema, instances) for peer in peers]
        counts["rounds"] += 1
        for index, instance in enumerate(instances):
            mine = ours if isinstance(ours, str) else ours[index]
            others = [their[index] if isinstance(their, list) else their for their in theirs]
            counts["verdicts"] += 1
            counts["valid"] += mine is True
            if any(isinstance(other, bool) and other != mine for other in others):
                counts["divided"] += mine in others
            if not differing(dialect, schema, mine, others):
                continue
            if explanation(dialect, schema, instance):
                counts["explained"] += 1
                continue

            def differs(schema, instance):
                verdict = single(weir, dialect, schema, instance)
                return isinstance(verdict, str) == isinstance(mine, str) and differing(
                    dialect, schema, verdict,
                    [single(peer, dialect, schema, instance) for peer in peers])

            small = shrink(schema, instance, differs)
            if explanation(dialect, *small):
                counts["explained"] += 1
                continue
            find = {
                "seed": seed, "dialect": dialect, "schema": small[0], "instance": small[1],
                "weir": single(weir, dialect, *small),
                **{peer.name: single(peer, dialect, *small) for peer in peers}}
            key = json.dumps([small[0], small[1]], sort_keys=True)
            if key not in finds:
                finds[key] = find
                print(json.dumps(find, ensure_ascii=False), flush=True)
                if arguments.finds:
                    with open(arguments.finds, "a") as file:
                        file.write(json.dumps(find) + "\n")
            break
        seed += 1
    print(
        "{rounds} rounds, {verdicts} verdicts, {valid} of them valid; "
        "{divided} times the peers disagreed with each other and weir with one of them, "
        "{explained} differences explained".format(**counts), f"seeds {arguments.seed} to {seed - 1},",
        f"{len(finds)} finds", file=sys.stderr)
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
