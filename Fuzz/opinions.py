"""What each validator says of instances by a schema: a list of booleans, a text saying why there is
none, or nothing of a dialect that it does not know."""

import json
import subprocess

import jsonschema
import jsonschema_rs

URIS = {
    "draft3": "http://json-schema.org/draft-03/schema#",
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}


class Weir:
    """`weir bowtie`, asked case by case."""

    name = "weir"

    def __init__(self, command):
        self.command = command
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.command, "bowtie"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.dialect = None
        self.ask({"cmd": "start", "version": 1})

    def ask(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"weir ended with status {self.process.wait()}")
        return json.loads(answer)

    def judge(self, dialect, schema, instances):
        try:
            if dialect != self.dialect:
                if not self.ask({"cmd": "dialect", "dialect": URIS[dialect]})["ok"]:
                    return "dialect not supported"
                self.dialect = dialect
            answer = self.ask({"cmd": "run", "seq": 1, "case": {
                "description": "", "schema": schema,
                "tests": [{"description": "", "instance": instance} for instance in instances]}})
        except RuntimeError as reason:
            self.start()
            return str(reason)
        if answer.get("errored"):
            return json.dumps(answer.get("context"))
        return [result.get("valid") for result in answer["results"]]


class Python:
    name = "jsonschema"
    classes = {
        "draft3": jsonschema.Draft3Validator, "draft4": jsonschema.Draft4Validator,
        "draft6": jsonschema.Draft6Validator, "draft7": jsonschema.Draft7Validator,
        "2019-09": jsonschema.Draft201909Validator, "2020-12": jsonschema.Draft202012Validator,
    }

    def judge(self, dialect, schema, instances):
        try:
            validator = self.classes[dialect](schema)
            return [validator.is_valid(instance) for instance in instances]
        except Exception as reason:  # a peer may fail in any way
            return f"{type(reason).__name__}: {reason}"


    def accepts_schema(self, dialect, schema):
        """Whether the schema satisfies its metaschema."""
        try:
            self.classes[dialect].check_schema(schema)
            return True
        except Exception:
            return False


class Rust:
    name = "jsonschema-rs"
    classes = {
        "draft4": jsonschema_rs.Draft4Validator, "draft6": jsonschema_rs.Draft6Validator,
        "draft7": jsonschema_rs.Draft7Validator, "2019-09": jsonschema_rs.Draft201909Validator,
        "2020-12": jsonschema_rs.Draft202012Validator,
    }

    def judge(self, dialect, schema, instances):
        if dialect not in self.classes:
            return None
        try:
            validator = self.classes[dialect](schema)
            return [validator.is_valid(instance) for instance in instances]
        except Exception as reason:
            return f"{type(reason).__name__}: {reason}"
