/** An OpenTelemetry SDK of the application's own: sdk-node with the HTTP instrumentation. */

const { NodeSDK } = require('@opentelemetry/sdk-node');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');

const sdk = new NodeSDK({
  serviceName: 'theirs',
  traceExporter: new OTLPTraceExporter({ url: `${process.env.THEIRS}/v1/traces` }),
  instrumentations: [new HttpInstrumentation()],
});
sdk.start();
globalThis.end = () => sdk.shutdown();
