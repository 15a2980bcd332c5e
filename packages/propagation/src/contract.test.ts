import { formatFor } from './formats/format-for.ts';
import { PROPAGATOR_NAMES, propagatorFor } from './propagator-for.ts';
import { keepsContract } from './test-contract.ts';

const traceId = '80f198ee56343ba864fe8b2a57d3eff7';
const spanId = 'e457b5a2e4d86bd1';
const formats = ['b3', 'b3multi', 'jaeger', 'xray', 'ottrace'];
const names = [...PROPAGATOR_NAMES.filter((name) => name !== 'none'), ...formats];

keepsContract('all together', {
  propagator: propagatorFor(names, { more: formatFor }),
  prefix: ['uberctx-', 'ot-baggage-'],
  valid: [
    {
      traceparent: `00-${traceId}-${spanId}-03`,
      tracestate: 'a=1',
      baggage: 'user=7;p',
      'x-request-id': 'edge-42',
      'uberctx-user': '8',
    },
    { b3: `${traceId}-${spanId}-d`, baggage: 'user=7', 'x-b3-traceid': traceId, 'x-b3-spanid': spanId },
    {
      'ot-tracer-traceid': traceId,
      'ot-tracer-spanid': spanId,
      'ot-tracer-sampled': 'true',
      'ot-baggage-user': '9',
    },
  ],
});
