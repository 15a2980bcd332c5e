import { keepsContract } from '../test-contract.ts';
import { B3Propagator } from './b3.ts';
import { JaegerPropagator } from './jaeger.ts';
import { OTTracePropagator } from './ottrace.ts';
import { HALF_ID, PARENT_ID, SPAN_ID, TRACE_ID } from './sample-carriers.ts';
import { XRayPropagator } from './xray.ts';

const b3: Record<string, string>[] = [
  { b3: `${TRACE_ID}-${SPAN_ID}-1` },
  { b3: `${HALF_ID}-${SPAN_ID}-d-${PARENT_ID}` },
  { b3: '0' },
  { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-sampled': '1', 'x-b3-parentspanid': PARENT_ID },
  { 'x-b3-traceid': HALF_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-flags': '1' },
];
keepsContract('b3', { propagator: new B3Propagator(), valid: b3 });
keepsContract('b3multi', { propagator: new B3Propagator({ encoding: 'multi' }), valid: b3 });

keepsContract('jaeger', {
  propagator: new JaegerPropagator(),
  prefix: 'uberctx-',
  valid: [
    { 'uber-trace-id': `${TRACE_ID}:${SPAN_ID}:${PARENT_ID}:3` },
    { 'uber-trace-id': `${HALF_ID}%3A1%3A0%3A01`, 'uberctx-user': 'caf%C3%A9+noir', 'uberctx-b': '1' },
    { 'uberctx-user': 'seven' },
  ],
});

keepsContract('xray', {
  propagator: new XRayPropagator(),
  valid: [
    {
      'x-amzn-trace-id': `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)};Parent=${SPAN_ID};Sampled=1;Lineage=1:a:0`,
    },
    { 'x-amzn-trace-id': `Parent=${SPAN_ID}; Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)}` },
  ],
});

keepsContract('ottrace', {
  propagator: new OTTracePropagator(),
  prefix: 'ot-baggage-',
  valid: [
    { 'ot-tracer-traceid': HALF_ID, 'ot-tracer-spanid': SPAN_ID, 'ot-tracer-sampled': 'true' },
    { 'ot-tracer-traceid': '1', 'ot-tracer-spanid': '2', 'ot-baggage-user': 'se ven', 'ot-baggage-b': '1' },
  ],
});
