// LightStep's own tracer: OT's format, and Zipkin's as it writes that. It reports to nobody.
const { B3Propagator, Tracer } = require('lightstep-tracer');
const { FORMAT_HTTP_HEADERS } = require('opentracing');
const { ask } = require('./asking.cjs');

function peerOf(propagators) {
  const tracer = new Tracer({
    access_token: 'none',
    component_name: 'peer',
    collector_host: '127.0.0.1',
    collector_port: 9,
    disable_reporting_loop: true,
    disable_report_on_exit: true,
    verbosity: 0,
    propagators,
  });
  return {
    async call(url) {
      const span = tracer.startSpan('call');
      span.setBaggageItem('user', 'se ven');
      const headers = {};
      tracer.inject(span.context(), FORMAT_HTTP_HEADERS, headers);
      return { sent: factsOf(span.context()), received: await ask(url, headers) };
    },
    read({ headers }) {
      return factsOf(tracer.extract(FORMAT_HTTP_HEADERS, headers));
    },
  };
}

function factsOf(context) {
  const user = context.getBaggageItem('user');
  return { traceId: context.traceGUID(), spanId: context._guid, sampled: context._sampled, user };
}

exports.lightstep = peerOf(undefined);
exports['lightstep-b3'] = peerOf({ [FORMAT_HTTP_HEADERS]: new B3Propagator() });
