/** Arms the hooks: each part loads when the application first loads its target. */

import { installHooks, type ModulePatch } from '@waymark/hooks';
import { type HttpOptions, subscribeFetch } from '@waymark/http';
import { subscribeFastify, upstreamPatches } from '@waymark/instrumentations';
import { type LogOptions, patchConsole } from '@waymark/logs';
import { clock } from '@waymark/tracing';
import { followApiCopies } from './api-copies.ts';
import { loadChunk, loadUpstream } from './chunks/load.ts';
import type { WaymarkConfig } from './config/config.ts';
import type { Logging } from './logging.ts';
import { report } from './report.ts';
import { lazyPatches, type PartName } from './targets.ts';
import type { Tracing } from './tracing.ts';
import { VERSION } from './version.ts';

/** Adds to `undo` what takes it all back, as far as it can be: what is patched stays patched, and then does nothing. */
export function hookTargets(
  config: WaymarkConfig,
  tracing: Tracing,
  logging: Logging,
  undo: (() => void)[],
): void {
  const http = httpOptions(config, tracing);
  const log = logOptions(config, logging);
  const load: Record<PartName, () => readonly ModulePatch[]> = {
    http() {
      warmUp(tracing, logging);
      return loadChunk('http').httpPatches(http);
    },
    frameworks: () => loadChunk('frameworks').frameworkPatches(),
    loggers: () => loadChunk('loggers').logPatches(log),
  };
  const upstream = upstreamPatches(loadUpstream, { tracerProvider: tracing.provider });
  const hooks = installHooks([...lazyPatches(once(load)), ...upstream, followApiCopies], {
    onError: (error, patch) =>
      report(`${patch?.module ?? 'a module'} could not be traced: ${messageOf(error)}`),
  });
  undo.push(hooks.uninstall, subscribeFetch(http), subscribeFastify());
  if (logging.enabled) undo.push(patchConsole(log));
  if (hooks.loadedBefore.length > 0) reportLoadedBefore(hooks.loadedBefore);
}

/** Whoever loads `node:http` is about to serve or to call: nothing is left to load when the first span ends. */
function warmUp(tracing: Tracing, logging: Logging): void {
  tracing.warmUp();
  logging.warmUp();
}

function httpOptions(config: WaymarkConfig, { provider, contextManager, propagator }: Tracing): HttpOptions {
  const tracer = provider.getTracer('@waymark/http', VERSION);
  return { tracer, contextManager, propagator, requestIds: config.requestIds, warn: report };
}

function logOptions(config: WaymarkConfig, { logger, enabled }: Logging): LogOptions {
  return { logger, enabled, requestIds: config.requestIds, now: () => clock.now() };
}

/** Each part is asked for its patches once, by the first of its targets. */
function once(
  load: Record<PartName, () => readonly ModulePatch[]>,
): (part: PartName) => readonly ModulePatch[] {
  const loaded = new Map<PartName, readonly ModulePatch[]>();
  return (part) => {
    const patches = loaded.get(part) ?? load[part]();
    loaded.set(part, patches);
    return patches;
  };
}

function reportLoadedBefore(names: readonly string[]): void {
  const [verb, object] = names.length === 1 ? ['was', 'it stays'] : ['were', 'they stay'];
  report(
    `${names.join(', ')} ${verb} loaded before Waymark, so ${object} untraced: put --require @waymark/node/register first`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
