/** True when an OpenTelemetry tracer provider or dd-trace is registered: an idle agent must not look cheap. */
module.exports = function traced() {
  const openTelemetry = globalThis[Symbol.for('opentelemetry.js.api.1')];
  return openTelemetry?.trace !== undefined || globalThis[Symbol.for('dd-trace')] !== undefined;
};
