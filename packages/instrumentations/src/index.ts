/**
 * What gives a server span its route and its errors under Express and Fastify, and the table of upstream's
 * instrumentations that run unmodified.
 */

export { expressPatches as frameworkPatches } from './express/patches.ts';
export { subscribeFastify } from './fastify/subscribe.ts';
export type { ModulePatch, PatchedModule } from './module-patch.ts';
export type { ChunkOptions, Constructed, UpstreamChunk } from './upstream/chunk.ts';
export type { ChunkName } from './upstream/classes.ts';
export { type UpstreamTarget, upstreamTable } from './upstream/table.ts';
export {
  type UpstreamInstrumentations,
  type UpstreamOptions,
  upstreamInstrumentations,
} from './upstream/upstream.ts';
