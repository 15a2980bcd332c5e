/** What every chunk with one of upstream's instrumentations exports, and how it makes it. */

import { type LoggerProvider, type MeterProvider, metrics, type TracerProvider } from '@opentelemetry/api';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { PatchedModule } from '../module-patch.ts';
import { folderOfBundled } from './bundled.ts';
import { collectHooks } from './collector.ts';

/** The exports of a chunk. */
export interface UpstreamChunk {
  /** Called once, when the first of the instrumentation's modules is loaded, or to start one that has none. */
  construct(options: ChunkOptions): Constructed;
}

export interface ChunkOptions {
  tracerProvider?: TracerProvider;
  meterProvider?: MeterProvider;
  loggerProvider?: LoggerProvider;
  /** As upstream's class takes it. */
  config?: InstrumentationConfig;
}

/** One of upstream's instrumentations, enabled. */
export interface Constructed {
  /** The object itself, for what `Instrumentation` does not have. */
  readonly instrumentation: Instrumentation;
  /** Runs upstream's callbacks for a module that was loaded; returns the exports to use. */
  patch(exports: unknown, module: PatchedModule): unknown;
}

/**
 * Makes `construct` for a chunk: the class as published, made and given its providers as upstream does it.
 *
 * @param configured adds hooks of ours to what the user said @default nothing is added
 */
export function constructs<Config extends InstrumentationConfig>(
  Class: new (config: Config) => Instrumentation,
  configured: (config: Config) => Config = (config) => config,
): UpstreamChunk['construct'] {
  return ({ tracerProvider, meterProvider, loggerProvider, config }) => {
    const { made, hooksFor } = collectHooks(() => {
      const instrumentation = new Class(configured({ ...config } as Config));
      if (tracerProvider !== undefined) instrumentation.setTracerProvider(tracerProvider);
      // Always, as upstream does it: fields of OpenAI's class hold no instruments before that.
      instrumentation.setMeterProvider(meterProvider ?? metrics.getMeterProvider());
      if (loggerProvider !== undefined) instrumentation.setLoggerProvider?.(loggerProvider);
      return instrumentation;
    });
    return {
      instrumentation: made,
      patch(exports, { name, file, version, baseDir = folderOfBundled(version) }) {
        const module = name.startsWith('node:') ? name.slice('node:'.length) : name;
        const loaded = file === undefined ? module : `${module}/${file}`;
        return hooksFor(module).reduce((patched, onLoad) => onLoad(patched, loaded, baseDir), exports);
      },
    };
  };
}
