"""What stands on both sides of our service, with OpenTelemetry's propagators for Python; see peers.cjs for the two paths."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import Request, urlopen

from opentelemetry import baggage, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.context import Context
from opentelemetry.propagators.aws import AwsXRayPropagator
from opentelemetry.propagators.b3 import B3MultiFormat, B3SingleFormat
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.propagators.jaeger import JaegerPropagator
from opentelemetry.propagators.ot_trace import OTTracePropagator
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

PEERS = {
    "w3c": CompositePropagator([TraceContextTextMapPropagator(), W3CBaggagePropagator()]),
    "b3": B3SingleFormat(),
    "b3multi": B3MultiFormat(),
    "jaeger": JaegerPropagator(),
    "xray": AwsXRayPropagator(),
    "ottrace": OTTracePropagator(),
}
USER = {"w3c": "café;100%", "jaeger": "café + 100%", "ottrace": "se ven"}


class PlainIds(RandomIdGenerator):
    """Python's OT propagator writes `false` for a sampled trace whose id is flagged as random: it compares all flags with 1."""

    def is_trace_id_random(self):
        return False


def facts_of(context):
    span = trace.get_current_span(context).get_span_context()
    return {
        "traceId": format(span.trace_id, "032x"),
        "spanId": format(span.span_id, "016x"),
        "sampled": span.trace_flags.sampled,
        "user": baggage.get_baggage("user", context),
    }


def call(peer, url, sampling):
    sampler = ALWAYS_OFF if sampling == "no" else ALWAYS_ON
    ids = PlainIds() if peer == "ottrace" else RandomIdGenerator()
    span = TracerProvider(sampler=sampler, id_generator=ids).get_tracer("peer").start_span("call")
    context = trace.set_span_in_context(span, Context())
    if peer in USER:
        context = baggage.set_baggage("user", USER[peer], context)
    headers = {}
    PEERS[peer].inject(headers, context)
    with urlopen(Request(url, headers=headers)) as response:
        return {"sent": facts_of(context), "received": json.load(response)}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        peer = query["peer"]
        if url.path == "/received":
            answer = facts_of(PEERS[peer].extract(self.headers, Context()))
        else:
            back = f"http://127.0.0.1:{self.server.server_port}/received?peer={peer}"
            answer = call(peer, f"{query['to']}?to={quote(back, safe='')}", query.get("sampling"))
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"listening on {server.server_port}", flush=True)
server.serve_forever()
