"""What a careful user writes around jsonschema-rs and orjson: SCHEMA INPUT ACCEPTED REJECTED."""

import sys

import jsonschema_rs
import orjson

with open(sys.argv[1], "rb") as file:
    is_valid = jsonschema_rs.validator_for(orjson.loads(file.read()), validate_formats=True).is_valid
with open(sys.argv[2], "rb") as lines, open(sys.argv[3], "wb") as good, open(sys.argv[4], "wb") as bad:
    for line in lines:
        try:
            (good if is_valid(orjson.loads(line)) else bad).write(line)
        except orjson.JSONDecodeError:
            bad.write(line)
