/** What every chunk with one of upstream's instrumentations exports, and how it makes it. */

import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { PatchedModule } from '../module-patch.ts';
import { collectHooks } from './collector.ts';

/** Runs upstream's callbacks for one module that was loaded; returns the exports to use. */
export type Instrument = (exports: unknown, module: PatchedModule) => unknown;

/** The exports of a `<name>.chunk.ts`. */
export interface UpstreamChunk {
  /** Called once, when the first of the instrumentation's modules is loaded. */
  construct(options: ChunkOptions): Instrument;
}

export interface ChunkOptions {
  tracerProvider?: TracerProvider;
  meterProvider?: MeterProvider;
  /** As upstream's class takes it. */
  config?: InstrumentationConfig;
}

/** Makes `construct` for a chunk: the class as published, its providers set before it is enabled. */
export function constructs<Config extends InstrumentationConfig>(
  Class: new (config: Config) => Instrumentation,
): UpstreamChunk['construct'] {
  return ({ tracerProvider, meterProvider, config }) => {
    const hooksFor = collectHooks(() => {
      const instrumentation = new Class({ ...config, enabled: false } as Config);
      if (tracerProvider !== undefined) instrumentation.setTracerProvider(tracerProvider);
      if (meterProvider !== undefined) instrumentation.setMeterProvider(meterProvider);
      instrumentation.enable();
    });
    return (exports, { name, file, baseDir }) => {
      const loaded = file === undefined ? name : `${name}/${file}`;
      return hooksFor(name).reduce((patched, onLoad) => onLoad(patched, loaded, baseDir), exports);
    };
  };
}
