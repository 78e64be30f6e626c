"""Differences that are explained: where a peer is wrong, or the specification leaves a choice."""


def explanation(dialect, schema, instance):
    """Why verdicts on the pair may differ, or None."""
    if dialect == "2019-09" and mentions(schema, "contains") and mentions(schema, "unevaluatedItems"):
        return (
            "both peers let `contains` evaluate items in 2019-09, which only 2020-12 does (Core §11.3: "
            "unevaluatedItems looks at items, additionalItems and itself)")
    if dialect in ("draft3", "draft4") and holds(instance, integral_float):
        return "1.0 is an integer here in every draft; drafts 3 and 4 leave it open (see zeroTerminatedFloats)"
    if dialect == "2020-12" and mentions(schema, "$dynamicAnchor") and holds(schema, refers_to_anchor):
        return (
            "both peers let `$ref` to a `$dynamicAnchor` of another resource follow the dynamic scope, which "
            "only `$dynamicRef` does (Core §8.2.2: for `$ref` it is a plain anchor)")
    if dialect == "draft3" and holds(schema, requires_beside_reference):
        return "the Python peer heeds `required` beside `$ref`, which hides its siblings up to draft 7 (§5.28)"
    if dialect == "draft3" and r"^\w+$" in patterns(schema):
        return r"to the Python peer \w is any letter; in ECMA-262 it is ASCII (no second peer knows draft 3)"
    return None


def requires_beside_reference(part):
    return isinstance(part, dict) and "$ref" in part and "required" in part


def patterns(schema):
    """Every text that the schema has as a pattern."""
    found = set()

    def note(part):
        if isinstance(part, dict):
            found.update(part.get("patternProperties") or (), [part.get("pattern")])
        return False

    holds(schema, note)
    return found


def refers_to_anchor(part):
    return isinstance(part, dict) and str(part.get("$ref", "")).endswith("#node")


def mentions(schema, keyword):
    return holds(schema, lambda part: isinstance(part, dict) and keyword in part)


def integral_float(value):
    return isinstance(value, float) and value == int(value)


def holds(value, condition):
    """Whether some part of the value satisfies the condition."""
    if condition(value):
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds(part, condition) for part in parts)
