/** Arms the hooks: each part loads when the application first loads its target. */

import { installHooks, type ModulePatch, type PatchTable } from '@waymark/hooks';
import type { HttpOptions, IgnorePattern } from '@waymark/http';
import {
  type InstrumentationOptions,
  subscribeFastify,
  type UpstreamInstrumentations,
  type UpstreamOptions,
  upstreamInstrumentations,
} from '@waymark/instrumentations';
import { type LogOptions, patchConsole } from '@waymark/logs';
import type { WaymarkContextManager } from '@waymark/tracing';
import { loadChunk, loadUpstream } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import type { InstrumentationName } from '../config/instrumentation-names.ts';
import { isInstrumentationOn } from '../config/instrumentations-config.ts';
import type { Logging } from '../logging/logging.ts';
import type { Metering } from '../metrics/metering.ts';
import type { LateOptions } from '../options/late-options.ts';
import { untakenOptions } from '../options/own-options.ts';
import { followApiCopies } from '../other-tracers/api-copies.ts';
import { otherTracers } from '../other-tracers/other-tracers.ts';
import { isMainProcess, report } from '../report.ts';
import { tellWorkers } from '../resource/worker-service.ts';
import { lateTracing } from '../tracing/late-tracing.ts';
import { subscribeLazily } from '../tracing/lazy-fetch.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import type { OwnTracing } from '../tracing/tracing.ts';
import { VERSION } from '../version.ts';
import { watchForDarkBundle } from './dark-bundle.ts';
import { switchesOf } from './switches.ts';
import { lazyPatches, type PartName, TARGETS } from './targets.ts';

/**
 * Adds to `undo` what takes it all back, as far as it can be: what is patched stays patched, and then does nothing.
 * @param onOther called with the name of another tracer that begins its work
 * @param onHooked called when modules are hooked: what loads from then on is traced
 */
export function hookTargets(
  config: WaymarkConfig,
  options: LateOptions,
  tracing: LazyTracing,
  logging: Logging,
  metering: Metering,
  undo: (() => void)[],
  onOther: (name: string) => void,
  onHooked: () => void,
): void {
  const log = logOptions(config, tracing, logging);
  const load: Record<PartName, () => readonly ModulePatch[]> = {
    http: () => {
      const { httpHooks, httpPatches, ignoredRequests } = loadChunk('http');
      const ignoreIncoming = ignoredRequests(ignoredBy(config, options), report);
      const hooks = httpHooks(options.instrumentations['http'] ?? {}, report);
      return httpPatches({ ...httpOptions(config, tracing, metering), ignoreIncoming, hooks });
    },
    frameworks: () => loadChunk('frameworks').frameworkPatches(),
    graphql: () => loadChunk('graphql').graphqlPatches(ownOptions('graphql', tracing, options)),
    loggers: () => loadChunk('loggers').logPatches(log),
    nestjs: () => loadChunk('nestjs').nestPatches(ownOptions('nestjs-core', tracing, options)),
    sqlite: () => loadChunk('sqlite').sqlitePatches(ownOptions('node-sqlite', tracing, options)),
  };
  const loaded = once(load);
  const patchesOf = (part: PartName) => {
    // For `node:https` again, which may load later.
    if (part === 'http') warmUp(tracing, logging);
    return loaded(part);
  };
  const instrumentations = { ...config.instrumentations, options: options.instrumentations };
  const { ours, upstreams, isOurs } = switchesOf({ ...config, instrumentations });
  options.whenComplete(() => {
    if (isMainProcess()) for (const line of untakenOptions(options, ours)) report(line);
  });
  const upstream = upstreamInstrumentations(loadUpstream, {
    tracerProvider: lateTracing(tracing, options).provider,
    meterProvider: metering.provider,
    loggerProvider: logging.provider,
    isEnabled: upstreams,
    isTaken: isOurs,
    config: instrumentationOptions(config, options),
    env: process.env,
  });
  const table: PatchTable = {
    modules: [...TARGETS.map(({ module }) => module), ...upstream.table.modules],
    patchesOf(module) {
      const patches = [...lazyPatches(module, patchesOf, ours), ...upstream.table.patchesOf(module)];
      return patches.map((patch) => waitingFor(options, patch));
    },
  };
  const watched = [followApiCopies, tellWorkers, ...otherTracers(onOther)];
  const hooks = installHooks([...upstream.patches, ...watched], { table, onError: notTraced });
  const targets = () => [...table.modules].filter((module) => table.patchesOf(module).length > 0);
  undo.push(hooks.uninstall, upstream.disableAll, watchForDarkBundle(targets, hooks));
  metering.whenRunning(() => {
    for (const name of BY_THEMSELVES) if (upstreams(name)) upstream.start(name);
  });
  onHooked();
  if (ours('undici')) {
    undo.push(
      subscribeLazily((message) => {
        const { fetchHooks, subscribeFetch } = loadChunk('telemetry');
        const hooks = fetchHooks(options.instrumentations['undici'] ?? {}, report);
        return subscribeFetch({ ...httpOptions(config, tracing, metering), fetchHooks: hooks }, message);
      }),
    );
  }
  if (upstreams('undici')) undo.push(subscribeLazily((message) => takeFetch(upstream, message)));
  if (ours('fastify')) undo.push(subscribeFastify());
  if (logging.enabled && isInstrumentationOn(instrumentations, 'console'))
    undo.push(patchConsole(() => new (loadChunk('telemetry').ConsoleLines)(log)));
  // These are watched, not patched: that the API came first is as it should be where code calls start().
  const missed = hooks.loadedBefore.filter((name) => !watched.some(({ module }) => module === name));
  if (missed.length > 0) reportLoadedBefore(missed);
}

/** What upstream's classes take. Its engine has them do more: our own parts do that otherwise. */
function instrumentationOptions(config: WaymarkConfig, options: LateOptions): UpstreamOptions['config'] {
  const { instrumentations } = options;
  if (config.engine !== 'upstream') return instrumentations;
  const { upstreamOptions, ignoredRequests } = loadChunk('upstream-engine');
  const ignoreIncoming = () => ignoredRequests(ignoredBy(config, options), report);
  return upstreamOptions({ requestIds: config.requestIds, ignoreIncoming }, instrumentations);
}

/** For our own instrumentations that make spans, when their target loads. */
function ownOptions(
  name: InstrumentationName,
  tracing: LazyTracing,
  options: LateOptions,
): InstrumentationOptions {
  const tracers = lateTracing(tracing, options).provider;
  return {
    tracer: (scope) => tracers.getTracer(scope, VERSION),
    stopped: () => tracing.stopped,
    config: options.instrumentations[name],
  };
}

/** Of upstream's instrumentations, those that patch no module and measure what the process and its host do. */
const BY_THEMSELVES = ['runtime-node', 'host-metrics'] as const;

/** Upstream's own listener for a request that begins, which was not there yet when this one did. */
function takeFetch(upstream: UpstreamInstrumentations, message: unknown): () => void {
  const { instrumentation } = upstream.start('undici');
  (instrumentation as unknown as { onRequestCreated(message: unknown): void }).onRequestCreated(message);
  return () => instrumentation.disable();
}

/** Builtins are patched in place, and so can wait for the options that a configuration module gives. */
function waitingFor(options: LateOptions, patch: ModulePatch): ModulePatch {
  if (options.complete || !patch.module.startsWith('node:')) return patch;
  return {
    ...patch,
    patch: (exports, module) =>
      options.whenComplete(() => {
        try {
          patch.patch(exports, module);
        } catch (error) {
          notTraced(error, patch);
        }
      }),
  };
}

/** Whoever loads `node:http` is about to serve or to call: nothing is left to load when the first span ends. */
function warmUp(tracing: LazyTracing, logging: Logging): void {
  tracing.get().warmUp();
  logging.warmUp();
}

/** Of our own engine: upstream's has upstream's instrumentations of HTTP, which know only the interfaces. */
function httpOptions(config: WaymarkConfig, lazy: LazyTracing, metering: Metering): HttpOptions {
  const { provider, propagator } = lazy.get() as OwnTracing;
  const tracer = provider.getTracer('@waymark/http', VERSION);
  return {
    tracer,
    contextManager: lazy.contextManager as WaymarkContextManager,
    propagator,
    requestIds: config.requestIds,
    metrics: metering.http(),
    stopped: () => lazy.stopped,
    warn: report,
  };
}

/** What code says stands in for the variable; upstream's hook stands beside either. */
function ignoredBy(
  config: WaymarkConfig,
  { values, instrumentations }: LateOptions,
): readonly IgnorePattern[] {
  const { ignoreIncoming = config.ignoreIncoming } = values;
  const hook = instrumentations['http']?.['ignoreIncomingRequestHook'];
  return [ignoreIncoming, hook ?? []].flat() as unknown[] as IgnorePattern[];
}

function logOptions(config: WaymarkConfig, tracing: LazyTracing, { logger, enabled }: Logging): LogOptions {
  // The spans' own clock where there are spans: lines and spans then stand on one time axis.
  const now = () => tracing.ifLoaded?.now() ?? Date.now();
  return { logger, enabled, requestIds: config.requestIds, now, stopped: () => tracing.stopped };
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

function notTraced(error: unknown, { module }: ModulePatch): void {
  report(`${module} could not be traced: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
