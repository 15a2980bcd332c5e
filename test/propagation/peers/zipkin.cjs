// Zipkin's own instrumentation, with ids of 64 and of 128 bits.
const { ExplicitContext, Instrumentation, option, TraceId, Tracer, sampler } = require('zipkin');
const { ask } = require('./asking.cjs');

function tracerOf(traceId128Bit) {
  return new Tracer({
    ctxImpl: new ExplicitContext(),
    recorder: { record() {} },
    sampler: new sampler.Sampler(() => true),
    localServiceName: 'peer',
    traceId128Bit,
  });
}

/** What the caller decides: `open` leaves it to us. */
function rootOf(tracer, sampling) {
  const { traceId, spanId } = tracer.createRootId();
  const sampled = sampling === 'open' ? option.None : new option.Some(sampling !== 'no');
  return new TraceId({ traceId, spanId, sampled, debug: sampling === 'debug' });
}

function peerOf(traceId128Bit) {
  const tracer = tracerOf(traceId128Bit);
  const client = new Instrumentation.HttpClient({ tracer, remoteServiceName: 'service' });
  const server = new Instrumentation.HttpServer({ tracer, port: 0 });
  return {
    async call(url, sampling) {
      const root = rootOf(tracer, sampling);
      const { id, headers } = tracer.letId(root, () => {
        const { headers } = client.recordRequest({ headers: {} }, url, 'GET');
        return { id: tracer.id, headers };
      });
      return { sent: factsOf(id), received: await ask(url, headers) };
    },
    read({ headers }) {
      const header = (name) => option.fromNullable(headers[name.toLowerCase()]);
      return tracer.scoped(() => factsOf(server.recordRequest('GET', '/', header, (id) => id)));
    },
  };
}

function factsOf(id) {
  const sampled = id.sampled.getOrElse(undefined);
  return { traceId: id.traceId, spanId: id.spanId, sampled, debug: id.isDebug() };
}

exports.zipkin = peerOf(false);
exports['zipkin-128'] = peerOf(true);
