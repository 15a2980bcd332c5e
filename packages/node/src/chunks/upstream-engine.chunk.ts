export { ignoredRequests } from '@waymark/http';
export { describing, upstreamOptions } from '../engine/upstream-options.ts';
export { UpstreamPipeline } from '../engine/upstream-pipeline.ts';
export { toldStreams } from '../engine/upstream-request-log.ts';
export { hideWritten } from '../engine/upstream-requests.ts';
export { upstreamContextManager, upstreamTracing } from '../engine/upstream-tracing.ts';
export { judgedFirst } from '../engine/upstream-trust.ts';
