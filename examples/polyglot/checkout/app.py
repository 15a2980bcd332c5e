"""Checks an order out: Flask under OpenTelemetry Python. It reserves the goods over gRPC."""

import logging
import os

import grpc
from flask import Flask
from google.protobuf.wrappers_pb2 import StringValue
from opentelemetry.context import get_value

from request_id import HEADER

# A filter of the handler, not of a logger: so the lines of every logger have the id.
handler = logging.StreamHandler()
handler.addFilter(lambda record: setattr(record, "request_id", get_value(HEADER) or "-") or True)
line = "%(levelname)s %(name)s: %(message)s request_id=%(request_id)s trace_id=%(otelTraceID)s"
logging.basicConfig(level=logging.INFO, format=line, handlers=[handler], force=True)

app = Flask(__name__)
reserve = grpc.insecure_channel(os.environ["STOCK_ADDRESS"]).unary_unary(
    "/polyglot.Stock/Reserve",
    request_serializer=StringValue.SerializeToString,
    response_deserializer=StringValue.FromString,
)


@app.post("/checkout/<sku>")
def checkout(sku):
    app.logger.info("checking out %s", sku)
    return {"parcel": reserve(StringValue(value=sku), timeout=10).value}, 201
