"""Makes a find small: takes parts away as long as the difference stays."""


def smaller(value):
    """Values with one part taken away, or replaced by that part."""
    if isinstance(value, dict):
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
        for key, child in value.items():
            yield child
            for other in smaller(child):
                yield {**value, key: other}
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield value[:index] + value[index + 1:]
            yield child
            for other in smaller(child):
                yield value[:index] + [other] + value[index + 1:]


def shrink(schema, instance, differs, steps=3000):
    """The smallest pair reached for which `differs(schema, instance)` holds."""
    progress = True
    while progress and steps > 0:
        progress = False
        for candidate in smaller(schema):
            steps -= 1
            if steps <= 0:
                break
            if isinstance(candidate, (dict, bool)) and differs(candidate, instance):
                schema, progress = candidate, True
                break
        else:
            for candidate in smaller(instance):
                steps -= 1
                if steps <= 0:
                    break
                if differs(schema, candidate):
                    instance, progress = candidate, True
                    break
    return schema, instance
