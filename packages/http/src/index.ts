/** Spans and durations for HTTP servers and clients. README.md has the smallest use. */
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
export { FETCH_HOOKS, type FetchHookOptions, type FetchHooks, fetchHooks } from './fetch-hooks.ts';
export { HOOKS, type HookOptions, type HttpHooks, httpHooks, type OutgoingRequest } from './hooks.ts';
export { http2Patches } from './http2/patches.ts';
export { HEALTH_CHECKS, type IgnorePattern, ignoredRequests } from './ignored-requests.ts';
export type { HttpOptions } from './options.ts';
export { type HttpModulePatch, httpPatches } from './patches.ts';
export { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
