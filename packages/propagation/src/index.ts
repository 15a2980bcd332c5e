/** X-Request-ID and W3C trace context across services. README.md has the smallest use. */
export { CompositePropagator } from './composite-propagator.ts';
export { JaegerPropagator } from './formats/jaeger.ts';
export { injectKnown, type KnownSpanPropagator } from './known-span.ts';
export { PROPAGATOR_NAMES, type PropagatorOptions, propagatorFor } from './propagator-for.ts';
export { REQUEST_ID_HEADER, type RequestIdOptions, RequestIdPropagator } from './request-id/propagator.ts';
export {
  arrivedRequestId,
  derivedRequestId,
  type InboundRequestId,
  inboundRequestId,
  parseRequestId,
  REQUEST_ID_KEY,
  type RequestIdFormat,
  requestIdOf,
  setRequestIdFormat,
  withRequestId,
} from './request-id/request-id.ts';
export { TraceContextPropagator } from './trace-context/propagator.ts';
export { formatTraceparent, parseTraceparent } from './trace-context/traceparent.ts';
