"""Random schemas and instances, the same for the same seed.

Small pools of names and values make schemas and instances meet: most of what is generated is
neither trivially valid nor trivially invalid.
"""

import random

NAMES = ["a", "b", "ab", "a/b", "c~d", "é", "foo", "bar", "\U0001f600", ""]
STRINGS = ["", "a", "ab", "abc", "foo", "bar", "é", "e\u0301", "\U0001f600", "a\nb", "0", "12", "a1"]
INTEGERS = [-2, -1, 0, 1, 2, 3, 4, 5, 10, 12, 100, 9007199254740993]
DECIMALS = [0.0, 1.0, 2.0, -1.0, 0.5, 1.5, 2.5, -0.5, 3.0, 100.0]
PATTERNS = ["^a", "b$", "^[a-c]+$", "o{2}", "^.{2}$", "a|b", "^$", "[0-9]", "^(ab)*$", "^\\w+$", "^\\S*$"]
TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"]


class Generator:
    """One round: a dialect, a schema, instances."""

    def __init__(self, seed, dialect):
        self.random = random.Random(seed)
        self.dialect = dialect
        self.year = {"draft3": 3, "draft4": 4, "draft6": 6, "draft7": 7, "2019-09": 8, "2020-12": 9}[dialect]
        self.definitions = [f"d{i}" for i in range(self.random.randint(0, 3))]

    def pick(self, pool):
        return self.random.choice(pool)

    def chance(self, share):
        return self.random.random() < share

    # Values

    def scalar(self):
        return self.pick([
            lambda: None, lambda: True, lambda: False,
            lambda: self.pick(INTEGERS), lambda: self.pick(DECIMALS),
            lambda: self.pick(STRINGS), lambda: self.pick(STRINGS),
        ])()

    def value(self, levels=3):
        if levels == 0 or self.chance(0.4):
            return self.scalar()
        if self.chance(0.5):
            return [self.value(levels - 1) for _ in range(self.random.randint(0, 4))]
        return {self.pick(NAMES): self.value(levels - 1) for _ in range(self.random.randint(0, 4))}

    # Schemas

    def schema_document(self):
        if self.year >= 8 and self.chance(0.15):
            return self.resources_document()
        schema = self.schema(3, is_root=True)
        if not isinstance(schema, dict):
            schema = {"allOf": [schema]} if self.year > 3 else {}
        keyword = "$defs" if self.year >= 8 else "definitions"
        if self.definitions:
            definitions = {}
            for name in self.definitions:
                # References must not lead in a circle at the same instance: every one goes deeper.
                definitions[name] = self.guarded(self.schema(2))
            schema[keyword] = definitions
        return schema

    def resources_document(self):
        """Resources in one document that refer to each other by identifier, anchor and dynamic anchor."""
        names = [f"r{i}" for i in range(self.random.randint(2, 4))]
        document = {"$id": "https://example.com/root", "$ref": self.pick(names), "$defs": {}}
        anchors = {name: self.node_anchor() for name in names if self.chance(0.7)}
        for name in names:
            resource = {"$id": name, **({anchors[name]: "node"} if name in anchors else {})}
            targets = ["#", *names, *[f"{name}#node" for name in anchors]] + ["#node"] * (name in anchors) * 3
            for _ in range(self.random.randint(1, 2)):
                resource.update(self.keyword(1))
            resource.setdefault("properties", {})[self.pick(NAMES)] = self.reference(targets)
            if self.chance(0.5):
                resource["additionalProperties"] = self.reference(targets)
            if self.chance(0.3):
                resource["$defs"] = {"x": {"$anchor": "leaf", **self.leaf()}}
                resource["properties"][self.pick(NAMES)] = {"$ref": "#leaf"}
            document["$defs"][name] = resource
        if self.chance(0.6):
            document[self.node_anchor()] = "node"
            document.update(self.leaf())
        return document

    def node_anchor(self):
        return "$dynamicAnchor" if self.year >= 9 and self.chance(0.8) else "$anchor"

    def reference(self, targets):
        keyword = "$dynamicRef" if self.year >= 9 and self.chance(0.7) else "$ref"
        return {keyword: self.pick(targets)}

    def guarded(self, schema):
        """The schema one level deeper in the instance, so that recursion ends with it."""
        return self.pick([
            lambda: {"properties": {self.pick(NAMES): schema}},
            lambda: {"items": schema},
            lambda: {"additionalProperties": schema},
        ])()

    def schema(self, levels, is_root=False):
        if self.year >= 6 and not is_root and self.chance(0.08):
            return self.chance(0.7)
        if levels == 0:
            return self.leaf()
        schema = {}
        for _ in range(self.random.randint(1, 3)):
            schema.update(self.keyword(levels))
        if self.definitions and self.chance(0.15):
            reference = {"$ref": f"#/{'$defs' if self.year >= 8 else 'definitions'}/{self.pick(self.definitions)}"}
            schema = {**schema, **reference} if self.year >= 8 else reference
        if self.year >= 8 and self.chance(0.25):
            schema[self.pick(["unevaluatedProperties", "unevaluatedItems"])] = (
                False if self.chance(0.6) else self.schema(levels - 1))
        return schema

    def leaf(self):
        return self.pick([
            lambda: {"type": self.pick(TYPES)},
            lambda: {"type": self.random.sample(TYPES, 2)},
            lambda: {"enum": [self.value(1) for _ in range(self.random.randint(1, 4))]},
            lambda: self.const(),
            lambda: {self.pick(["minimum", "maximum"]): self.pick(INTEGERS + DECIMALS)},
            lambda: {self.pick(["minLength", "maxLength", "minItems", "maxItems"]): self.random.randint(0, 3)},
            lambda: {"pattern": self.pick(PATTERNS)},
            lambda: {"uniqueItems": True},
            lambda: {self.divisor(): self.pick([1, 2, 3, 0.5, 1.5, 0.25])},
        ])()

    def divisor(self):
        return "divisibleBy" if self.year == 3 else "multipleOf"

    def const(self):
        return {"const": self.value(1)} if self.year >= 6 else {"enum": [self.value(1)]}

    def keyword(self, levels):
        deeper = levels - 1
        choices = [
            self.leaf,
            lambda: {"properties": self.members(deeper)},
            lambda: {"patternProperties": {self.pick(PATTERNS): self.schema(deeper)}},
            lambda: {"additionalProperties": self.subschema(deeper)},
            lambda: {"items": self.subschema(deeper) if self.year >= 6 else self.schema(deeper, True)},
            self.bounds,
        ]
        if self.year >= 4:
            choices += [
                lambda: {"required": self.random.sample(NAMES, self.random.randint(1, 2))},
                lambda: {self.pick(["minProperties", "maxProperties"]): self.random.randint(0, 3)},
                lambda: {self.pick(["allOf", "anyOf", "oneOf"]): self.several(deeper)},
                lambda: {"not": self.schema(deeper)},
            ]
        else:
            choices += [
                lambda: {"extends": self.schema(deeper)},
                lambda: {"disallow": [self.pick(TYPES), self.schema(deeper)]},
                lambda: {"type": [self.pick(TYPES), self.schema(deeper)]},
            ]
        if self.year <= 8:
            choices += [
                lambda: {"items": [self.schema(deeper) for _ in range(self.random.randint(1, 3))],
                         "additionalItems": self.subschema(deeper)},
            ]
        if self.year <= 7:
            choices.append(lambda: {"dependencies": {self.pick(NAMES): self.dependency(deeper)}})
        if self.year >= 6:
            choices += [
                lambda: {"contains": self.schema(deeper)},
                lambda: {"propertyNames": self.schema(deeper)},
                lambda: {self.pick(["exclusiveMinimum", "exclusiveMaximum"]): self.pick(INTEGERS + DECIMALS)},
            ]
        if self.year >= 7:
            choices.append(lambda: {"if": self.schema(deeper), "then": self.schema(deeper), "else": self.schema(deeper)})
        if self.year >= 8:
            choices += [
                lambda: {"contains": self.schema(deeper), "minContains": self.random.randint(0, 2),
                         "maxContains": self.random.randint(0, 3)},
                lambda: {"dependentSchemas": {self.pick(NAMES): self.schema(deeper)}},
                lambda: {"dependentRequired": {self.pick(NAMES): self.random.sample(NAMES, 2)}},
            ]
        if self.year >= 9:
            choices.append(lambda: {"prefixItems": [self.schema(deeper) for _ in range(self.random.randint(1, 3))]})
        return self.pick(choices)()

    def bounds(self):
        if self.year <= 4 and self.chance(0.5):
            return {"minimum": self.pick(INTEGERS), "exclusiveMinimum": self.chance(0.5)}
        return {"minimum": self.pick(INTEGERS + DECIMALS), "maximum": self.pick(INTEGERS + DECIMALS)}

    def subschema(self, levels):
        return False if self.chance(0.3) else self.schema(levels, is_root=self.year < 6)

    def several(self, levels):
        if self.chance(0.4):
            return [self.alternative(levels) for _ in range(self.random.randint(2, 5))]
        return [self.schema(levels) for _ in range(self.random.randint(1, 3))]

    def alternative(self, levels):
        """A branch that one member's value tells from the others."""
        name = self.pick(NAMES[:3])
        values = self.random.sample(STRINGS, self.random.randint(1, 2))
        told = {"enum": values} if self.year < 6 or self.chance(0.5) else {"const": values[0]}
        return {"type": "object", "required": [name],
                "properties": {name: told, self.pick(NAMES[3:]): self.schema(max(levels - 1, 0))}}

    def members(self, levels):
        members = {self.pick(NAMES): self.schema(levels) for _ in range(self.random.randint(1, 3))}
        if self.year == 3:
            for member in members.values():
                if self.chance(0.3):
                    member["required"] = True
        return members

    def dependency(self, levels):
        if self.chance(0.5):
            return self.random.sample(NAMES, 2)
        return self.schema(levels, is_root=self.year < 6)

    # Instances

    def instances(self, schema, count):
        mentioned = list(values_of(schema))
        for _ in range(count):
            value = self.value()
            if mentioned and self.chance(0.5):
                value = self.planted(value, mentioned)
            yield value

    def planted(self, value, mentioned):
        """The value with some part of it replaced by one that the schema mentions."""
        if isinstance(value, list) and value and self.chance(0.7):
            index = self.random.randrange(len(value))
            return value[:index] + [self.planted(value[index], mentioned)] + value[index + 1:]
        if isinstance(value, dict) and value and self.chance(0.7):
            key = self.pick(sorted(value))
            return {**value, key: self.planted(value[key], mentioned)}
        return self.pick(mentioned)


def values_of(schema):
    """The values that `enum` and `const` mention anywhere."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "enum" and isinstance(value, list):
                yield from value
            elif key == "const":
                yield value
            else:
                yield from values_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from values_of(value)
