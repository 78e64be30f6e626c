"""Prints what an OTLP ExportTraceServiceRequest says, decoded by OpenTelemetry's own messages."""
import sys

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def value(any_value):
    kind = any_value.WhichOneof("value")
    content = getattr(any_value, kind)
    if kind == "array_value":
        return "array:[" + ", ".join(value(item) for item in content.values) + "]"
    return kind.removesuffix("_value") + ":" + str(content).replace("\n", "\\n")


def attributes(pairs):
    return [f"{pair.key}={value(pair.value)}" for pair in pairs]


def print_span(span):
    print(
        f"span {span.name} kind={span.kind} trace={span.trace_id.hex()}"
        f" parent={span.parent_span_id.hex()} state={span.trace_state} flags={span.flags:x}"
    )
    assert len(span.span_id) == 8
    print(f"time {span.start_time_unix_nano} {span.end_time_unix_nano}")
    print(f"status {span.status.code} {span.status.message}")
    for text in attributes(span.attributes):
        print(f"attribute {text}")
    for event in span.events:
        print(f"event {event.name} {event.time_unix_nano} {' '.join(attributes(event.attributes))}")
    for link in span.links:
        print(f"link {link.trace_id.hex()} {link.span_id.hex()} {link.trace_state}")


request = ExportTraceServiceRequest()
with open(sys.argv[1], "rb") as file:
    request.ParseFromString(file.read())
for resource_spans in request.resource_spans:
    for text in attributes(resource_spans.resource.attributes):
        print(f"resource {text}")
    for scope_spans in resource_spans.scope_spans:
        print(f"scope {scope_spans.scope.name} {scope_spans.scope.version}")
        for span in scope_spans.spans:
            print_span(span)
