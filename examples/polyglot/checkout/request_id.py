"""X-Request-ID for OpenTelemetry Python, ten lines: the id that a request brings goes along wherever its trace goes."""

import re

from opentelemetry.context import get_value, set_value
from opentelemetry.propagate import get_global_textmap, set_global_textmap
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.propagators.textmap import TextMapPropagator, default_getter, default_setter

HEADER, VALID = "x-request-id", re.compile(r"[A-Za-z0-9][A-Za-z0-9._~+/=:#@-]{0,127}")


class RequestIdPropagator(TextMapPropagator):
    fields = {HEADER}

    def extract(self, carrier, context=None, getter=default_getter):
        found = (getter.get(carrier, HEADER) or [""])[0]
        return set_value(HEADER, found, context) if VALID.fullmatch(found) else context

    def inject(self, carrier, context=None, setter=default_setter):
        if found := get_value(HEADER, context):
            setter.set(carrier, HEADER, found)


set_global_textmap(CompositePropagator([get_global_textmap(), RequestIdPropagator()]))
