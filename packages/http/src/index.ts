/** Spans and durations for HTTP servers and clients. README.md has the smallest use. */
export { hideHeaders, patchHeaderViews } from './added-headers.ts';
export { callerAttributes } from './caller.ts';
export { belongsToCaller } from './client-headers.ts';
export {
  CLIENT_DURATION,
  HttpDurations,
  SERVER_DURATION,
} from './durations/http-durations.ts';
export {
  type DurationFacts,
  type DurationRecorder,
  durationAttributes,
  type HttpMetrics,
} from './durations/measurement.ts';
export { BOUNDARIES, type ExemplarFilter } from './durations/series.ts';
export { subscribeFetch } from './fetch.ts';
export type { FetchRequest } from './fetch-call.ts';
export { fetchHeaders } from './fetch-headers.ts';
export { FETCH_HOOKS, type FetchHookOptions, type FetchHooks, fetchHooks } from './fetch-hooks.ts';
export { HOOKS, type HookOptions, type HttpHooks, httpHooks, type OutgoingRequest } from './hooks.ts';
export { streamHeaders as objectHeaders } from './http2/client-headers.ts';
export { http2Filter, http2Patches } from './http2/patches.ts';
export { http2RequestLog, type ToldStreamsOptions } from './http2/told-streams.ts';
export { HEALTH_CHECKS, type IgnorePattern, ignoredRequests } from './ignored-requests.ts';
export type { HttpOptions } from './options.ts';
export { type HttpModulePatch, httpPatches } from './patches.ts';
export { fetchRecipient, type Recipient, requestRecipient } from './recipient.ts';
export { REQUEST_END, type RequestLog, RequestRecords } from './request-log/request-log.ts';
export { type ForeignRequest, tellOf } from './request-log/tell-of.ts';
export { answerAtOnce } from './response-head.ts';
export type { ResponseHeaders } from './response-headers.ts';
export { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
export { judge } from './trusted.ts';
export { unwindingContext } from './uncaught.ts';
