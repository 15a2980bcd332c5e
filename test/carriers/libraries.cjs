// Clients and libraries of these tests: of this folder, else of the parity suite, so that they are installed once.

const { createRequire } = require('node:module');
const { context } = require('@opentelemetry/api');
const { suppressTracing } = require('@opentelemetry/core');

const parity = createRequire(require.resolve('../parity/package.json'));

exports.load = (name) => {
  try {
    return require(name);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return parity(name);
  }
};

/** What of these headers is ours to write, as pairs, in the spelling and as often as they came. */
exports.carriedIn = (pairs) =>
  pairs
    .filter(([name]) => /^(?:traceparent|x-request-id)$/i.test(name))
    .map(([name, value]) => [name, String(value)]);

/** Node's `rawHeaders` as pairs. */
exports.pairsOf = (raw) => raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1]]] : []));

/** Does it as exporters do it where the query says `suppressed`, else as it is. */
exports.within = (query, work) =>
  query.has('suppressed') ? context.with(suppressTracing(context.active()), work) : work();
