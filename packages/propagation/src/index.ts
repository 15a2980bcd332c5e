/** X-Request-ID across services. */
export {
  type InboundRequestId,
  inboundRequestId,
  parseRequestId,
  REQUEST_ID_KEY,
  type RequestIdFormat,
  requestIdOf,
  setRequestIdFormat,
  withRequestId,
} from './request-id.ts';
export { REQUEST_ID_HEADER, type RequestIdOptions, RequestIdPropagator } from './request-id-propagator.ts';
