/** Spans for HTTP servers and clients. README.md has the smallest use. */
export { subscribeFetch } from './fetch.ts';
export { HEALTH_CHECKS, type IgnorePattern, ignoredRequests } from './ignored-requests.ts';
export type { HttpOptions } from './options.ts';
export { type HttpModulePatch, httpPatches } from './patches.ts';
export { RPC_METADATA_KEY, type RpcMetadata } from './rpc-metadata.ts';
