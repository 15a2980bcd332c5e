import { keepsContract } from '../test-contract.ts';
import { TraceContextPropagator } from './propagator.ts';

const ids = '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331';

keepsContract('trace context', {
  propagator: new TraceContextPropagator(),
  valid: [
    { traceparent: `00-${ids}-01` },
    { traceparent: `00-${ids}-02`, tracestate: 'vendor=value,t@v= 1 ,, a=2' },
    { traceparent: `cc-${ids}-03-more`, tracestate: 'a=1' },
  ],
});
