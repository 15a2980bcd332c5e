package main

import (
	"context"
	"log/slog"
	"regexp"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// requestID is a propagator of X-Request-ID: the id that a request brings goes along wherever its trace goes.
type requestID struct{}

const header = "x-request-id"

var valid = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~+/=:#@-]{0,127}$`)

func (requestID) Fields() []string { return []string{header} }

func (requestID) Extract(ctx context.Context, carrier propagation.TextMapCarrier) context.Context {
	if id := carrier.Get(header); valid.MatchString(id) {
		return context.WithValue(ctx, requestID{}, id)
	}
	return ctx
}

func (requestID) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	if id, ok := ctx.Value(requestID{}).(string); ok {
		carrier.Set(header, id)
	}
}

// withIDs puts the request's ids onto each log line that is written with a context.
type withIDs struct{ slog.Handler }

func (h withIDs) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.Any("request_id", ctx.Value(requestID{})), slog.String("trace_id", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, record)
}
