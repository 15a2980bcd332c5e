/** The tracer provider of sdk-trace, set by hand: a span of its own, no context manager and no instrumentation. */

const { trace } = require('@opentelemetry/api');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { SimpleSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');

// Taken before the provider is there, as instrumentations do.
const tracer = trace.getTracer('by hand');
const exporter = new OTLPTraceExporter({ url: `${process.env.THEIRS}/v1/traces` });
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
console.log(`registered ${trace.setGlobalTracerProvider(provider)}`);
globalThis.end = async () => {
  tracer.startSpan('by hand').end();
  await provider.forceFlush();
};
