"""What a careful user writes around corvus-json-schema-rs: SCHEMA INPUT ACCEPTED REJECTED."""

import json
import sys

import corvus_json_schema_rs

with open(sys.argv[1], "rb") as file:
    is_valid = corvus_json_schema_rs.compile(json.load(file), assert_format=True).is_valid_json
with open(sys.argv[2], "rb") as lines, open(sys.argv[3], "wb") as good, open(sys.argv[4], "wb") as bad:
    for line in lines:
        try:
            (good if is_valid(line) else bad).write(line)
        except ValueError:
            bad.write(line)
