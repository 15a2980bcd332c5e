// Jaeger's own client: its own format with ids of 64 and of 128 bits, and Zipkin's as it writes that.
const { ConstSampler, InMemoryReporter, Tracer, ZipkinB3TextMapCodec } = require('jaeger-client');
const { FORMAT_HTTP_HEADERS, Tags } = require('opentracing');
const { ask } = require('./asking.cjs');

const BAGGAGE = 'café + 100%';

function tracerOf(sampled, traceId128bit, codec) {
  const silent = { info() {}, error() {} };
  const options = { traceId128bit, shareRpcSpan: false, logger: silent };
  const tracer = new Tracer('peer', new InMemoryReporter(), new ConstSampler(sampled), options);
  if (codec !== undefined) {
    tracer.registerInjector(FORMAT_HTTP_HEADERS, codec);
    tracer.registerExtractor(FORMAT_HTTP_HEADERS, codec);
  }
  return tracer;
}

function peerOf(traceId128bit, codec) {
  return {
    async call(url, sampling) {
      const tracer = tracerOf(sampling !== 'no', traceId128bit, codec);
      const span = spanOf(tracer, sampling === 'short');
      if (sampling === 'debug') span.setTag(Tags.SAMPLING_PRIORITY, 1);
      span.setBaggageItem('user', BAGGAGE);
      const headers = {};
      tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
      return { sent: factsOf(span.context()), received: await ask(url, headers) };
    },
    read({ headers }) {
      return factsOf(tracerOf(true, traceId128bit, codec).extract(FORMAT_HTTP_HEADERS, headers));
    },
  };
}

/** The client cuts off the leading zeros that one id in sixteen has. */
function spanOf(tracer, isShort) {
  for (;;) {
    const span = tracer.startSpan('call');
    if (!isShort || span.context().traceIdStr.length % 16 !== 0) return span;
  }
}

function factsOf(context) {
  const { traceIdStr: traceId, spanIdStr: spanId, baggage } = context;
  return { traceId, spanId, sampled: context.isSampled(), debug: context.isDebug(), user: baggage.user };
}

const b3 = new ZipkinB3TextMapCodec({ urlEncoding: true });
exports.jaeger = peerOf(false);
exports['jaeger-128'] = peerOf(true);
exports['jaeger-b3'] = peerOf(true, b3);
