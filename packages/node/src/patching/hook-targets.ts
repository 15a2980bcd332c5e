/** Arms the hooks: each part loads when the application first loads its target. */

import { syncBuiltinESMExports } from 'node:module';
import { installHooks, type ModulePatch, type PatchTable } from '@waymark/hooks';
import { type LogOptions, patchConsole } from '@waymark/logs';
import { afterLoading, isLoadingPart, loadChunk } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import { isInstrumentationOn } from '../config/instrumentations-config.ts';
import { watchUncaught } from '../ending/uncaught.ts';
import type { Logging } from '../logging/logging.ts';
import type { Metering } from '../metrics/metering.ts';
import type { LateOptions } from '../options/late-options.ts';
import { followApiCopies } from '../other-tracers/api-copies.ts';
import { otherTracers } from '../other-tracers/other-tracers.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import { isMainProcess, messageOf, report } from '../report.ts';
import { tellWorkers } from '../resource/worker-service.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import { watchForDarkBundle } from './dark-bundle.ts';
import { FASTIFY, FETCH, subscribeLazily } from './lazy-channel.ts';
import { switchesOf } from './switches.ts';
import { targetNames } from './target-names.ts';
import type { TargetPatches } from './target-patches.ts';

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
  redaction: LazyRedaction,
  undo: (() => void)[],
  onOther: (name: string) => void,
  onHooked: () => void,
): void {
  const log = logOptions(config, tracing, logging);
  const instrumentations = { ...config.instrumentations, options: options.instrumentations };
  const switches = switchesOf({ engine: config.engine, instrumentations });
  const { ours, upstreams } = switches;
  options.whenComplete(() => {
    if (!isMainProcess() || Object.keys(options.instrumentations).length === 0) return;
    const spans = options.values.spans ?? config.spans;
    for (const line of loadChunk('options').untakenOptions(options, spans, ours)) report(line);
  });
  let loaded: TargetPatches | undefined;
  const patches = () => {
    const parts = {
      config,
      options,
      switches,
      tracing,
      logging,
      metering,
      redaction,
      log,
      onError: notTraced,
    };
    loaded ??= new (loadChunk('telemetry').TargetPatches)(parts);
    return loaded;
  };
  // A configuration module may turn on what is off.
  const modules = new Set(
    targetNames((name) => !options.complete || isInstrumentationOn(instrumentations, name)),
  );
  const table: PatchTable = {
    modules,
    // What is watched for other reasons, as node:worker_threads is, loads nothing.
    patchesOf(module) {
      if (!modules.has(module)) return [];
      // What a part of ours loads may be a target, as `node:fs` is: the patches are in such a part.
      const isEarly = loaded === undefined && isLoadingPart();
      return isEarly ? [patchedLater(module, () => patches().of(module))] : patches().of(module);
    },
  };
  const watched = [followApiCopies, tellWorkers, ...otherTracers(onOther)];
  const files = isOnLambda(process.env) ? patches().ofFiles : [];
  const hooks = installHooks([...files, ...watched], { table, onError: notTraced });
  const targets = () => [...modules].filter((module) => table.patchesOf(module).length > 0);
  undo.push(hooks.uninstall, () => loaded?.disableAll(), watchForDarkBundle(targets, hooks));
  metering.whenRunning(() => {
    for (const name of BY_THEMSELVES) if (upstreams(name)) patches().start(name);
  });
  onHooked();
  if (ours('undici') || upstreams('undici'))
    undo.push(subscribeLazily(FETCH, (message) => patches().fetch(message)));
  if (ours('fastify')) undo.push(subscribeLazily(FASTIFY, (message) => patches().fastify(message)));
  if (logging.enabled && isInstrumentationOn(instrumentations, 'console'))
    undo.push(patchConsole(() => new (loadChunk('telemetry').ConsoleLines)(log)));
  if (process.env['NODE_DEBUG'] && ours('debug')) undo.push(loadChunk('more-loggers').patchDebuglog(log));
  if (logging.enabled) undo.push(watchUncaught(log, config.errorsMarkSpans));
  // These are watched, not patched: that the API came first is as it should be where code calls start().
  const missed = hooks.loadedBefore.filter((name) => !watched.some(({ module }) => module === name));
  if (missed.length > 0) reportLoadedBefore(missed);
}

/** For a builtin, which is patched in place: as soon as no part of ours is loading any more. */
function patchedLater(module: string, patches: () => readonly ModulePatch[]): ModulePatch {
  return {
    module,
    patch(exports, of) {
      afterLoading(() => {
        for (const each of patches()) {
          try {
            each.patch(exports, of);
          } catch (error) {
            notTraced(error, each);
          }
        }
        syncBuiltinESMExports();
      });
      return exports;
    },
  };
}

/** Of upstream's instrumentations, those that patch no module and measure what the process and its host do. */
const BY_THEMSELVES = ['runtime-node', 'host-metrics'] as const;

/** Where upstream patches the file of the application that has the handler. */
function isOnLambda({ LAMBDA_TASK_ROOT, _HANDLER }: NodeJS.ProcessEnv): boolean {
  return LAMBDA_TASK_ROOT !== undefined && _HANDLER !== undefined;
}

function logOptions(config: WaymarkConfig, tracing: LazyTracing, logging: Logging): LogOptions {
  // The spans' own clock where there are spans: lines and spans then stand on one time axis.
  const now = () => tracing.ifLoaded?.now() ?? Date.now();
  const { requestIds, logFields: fields } = config;
  const { logger, enabled, serviceName, gcpProject } = logging;
  return {
    logger,
    enabled,
    fields,
    serviceName,
    gcpProject,
    requestIds,
    now,
    stopped: () => tracing.stopped,
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
