/** The table as entries for the hooks: an instrumentation is loaded and made when its first module is. */

import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { ModulePatch } from '../module-patch.ts';
import type { Instrument, UpstreamChunk } from './chunk.ts';
import { type ChunkName, upstreamTable } from './table.ts';

export interface UpstreamOptions {
  tracerProvider?: TracerProvider;
  /** Without it, upstream's metrics go nowhere. */
  meterProvider?: MeterProvider;
  /** For each chunk, what upstream's class takes. With `enabled: false` the chunk is never loaded. */
  config?: Partial<Record<ChunkName, { enabled?: boolean; [option: string]: unknown }>>;
}

/**
 * @param load returns the exports of a `<chunk>.chunk.ts`, synchronously; called once a chunk. When it throws,
 * so does the first patch that wanted it, and later ones leave their modules alone.
 */
export function upstreamPatches(
  load: (chunk: ChunkName) => UpstreamChunk,
  options: UpstreamOptions,
): ModulePatch[] {
  const { tracerProvider, meterProvider, config = {} } = options;
  const instruments = new Map<ChunkName, Instrument>();

  function instrumentOf(chunk: ChunkName): Instrument {
    let instrument = instruments.get(chunk);
    if (instrument === undefined) {
      instruments.set(chunk, (exports) => exports); // stays if what follows throws
      instrument = load(chunk).construct({ tracerProvider, meterProvider, config: config[chunk] });
      instruments.set(chunk, instrument);
    }
    return instrument;
  }

  return upstreamTable
    .filter(({ chunk }) => config[chunk]?.enabled !== false)
    .map(({ chunk, ...target }) => ({
      ...target,
      patch: (exports, module) => instrumentOf(chunk)(exports, module),
    }));
}
