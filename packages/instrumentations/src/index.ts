/**
 * What gives a server span its route and its errors under web frameworks, our own instrumentations of what upstream
 * does not reach, and the table of upstream's instrumentations that run unmodified.
 */

export { subscribeFastify } from './fastify/subscribe.ts';
export { frameworkPatches } from './frameworks.ts';
export { graphqlPatches } from './graphql/patch.ts';
export type { InstrumentationOptions } from './instrumentation-options.ts';
export { layerPatches } from './layers/patches.ts';
export type { ModulePatch, PatchedModule } from './module-patch.ts';
export { nestPatches } from './nestjs/patch.ts';
export { sqlitePatches } from './sqlite/patch.ts';
export type { ChunkOptions, Constructed, UpstreamChunk } from './upstream/chunk.ts';
export type { ChunkName } from './upstream/classes.ts';
export { type UpstreamTarget, upstreamTable } from './upstream/table.ts';
export {
  type UpstreamInstrumentations,
  type UpstreamOptions,
  upstreamInstrumentations,
} from './upstream/upstream.ts';
