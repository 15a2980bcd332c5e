/** X-Request-ID and W3C trace context across services. README.md has the smallest use. */
export { BaggagePropagator } from './baggage/propagator.ts';
export { CompositePropagator } from './composite-propagator.ts';
export { DESTINATIONS_TAKE, Destinations, isDestination } from './destinations/destinations.ts';
export { InjectGuard, type KnownRequest } from './destinations/inject-guard.ts';
export { MARK, marked } from './destinations/metadata-mark.ts';
export { Outbound, type OutboundOptions, type RequestHeaders } from './destinations/outbound.ts';
export { serviceNameValue } from './destinations/service-name.ts';
export { type B3Options, B3Propagator } from './formats/b3.ts';
export { decidingSampler } from './formats/deciding-sampler.ts';
export { FORMAT_NAMES, formatFor } from './formats/format-for.ts';
export { JaegerPropagator } from './formats/jaeger.ts';
export { OTTracePropagator } from './formats/ottrace.ts';
export { XRayPropagator } from './formats/xray.ts';
export { injectKnown, type KnownSpanPropagator } from './known-span.ts';
export { PROPAGATOR_NAMES, type PropagatorOptions, propagatorFor } from './propagator-for.ts';
export { DEFAULT_ALIASES } from './request-id/aliases.ts';
export {
  type NamedRequestIdFormat,
  type RequestIdFormat,
  setRequestIdFormat,
} from './request-id/format.ts';
export { noteOwnRequestId } from './request-id/own-header.ts';
export { REQUEST_ID_HEADER, type RequestIdOptions, RequestIdPropagator } from './request-id/propagator.ts';
export {
  arrivedRequestId,
  derivedRequestId,
  type InboundRequestId,
  inboundRequestId,
  parseRequestId,
  REQUEST_ID_KEY,
  requestIdOf,
  withRequestId,
} from './request-id/request-id.ts';
export { TraceContextPropagator } from './trace-context/propagator.ts';
export { parseTracestate, W3CTraceState } from './trace-context/trace-state.ts';
export { formatTraceparent, parseTraceparent } from './trace-context/traceparent.ts';
export { ClaimLinks } from './trust/claim-links.ts';
export { claimedParent, extractClaim } from './trust/claimed-parent.ts';
export { withGrpcVerdict } from './trust/grpc-verdict.ts';
export { guardInbound, InboundGuard } from './trust/inbound-guard.ts';
export {
  InboundPolicy,
  type InboundRequest,
  type InboundTrust,
  type InboundTrustOptions,
} from './trust/inbound-trust.ts';
export { SIGNATURE_HEADER, type SignedParts, sign, targetPath, verify } from './trust/signature.ts';
export { isTrustItem, TRUST_ITEMS } from './trust/trust-item.ts';
