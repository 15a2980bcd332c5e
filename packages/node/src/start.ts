/** The start, as a table of contents: read the configuration, build the parts, hook and register, say one line. */

import type { Resource } from '@opentelemetry/resources';
// First, and so before the hooks: a delivery that loads node:http must not look like the application loading it.
import { setTimeout } from '@waymark/delivery/builtins';
import { loadChunk } from './chunks/load.ts';
import type { WaymarkConfig } from './config/config.ts';
import { readConfig } from './config/read-config.ts';
import { isRemote } from './config/resource-config.ts';
import { printDiagnostics } from './diag-lines.ts';
import { deliverAtExit, EXIT_BUDGET_MS } from './ending/exit.ts';
import { LazyPipeline } from './exporting/lazy-pipeline.ts';
import { hasTracerProvider, registerGlobals } from './globals.ts';
import { type Logging, logging } from './logging/logging.ts';
import { type Metering, metering } from './metrics/metering.ts';
import { isSupportedNode } from './node-support.ts';
import { LateOptions } from './options/late-options.ts';
import { runningTracer } from './other-tracers/other-tracers.ts';
import { hookTargets } from './patching/hook-targets.ts';
import { LazyRedaction } from './redaction/lazy-redaction.ts';
import { isMainProcess, report } from './report.ts';
import { LazyResource } from './resource/lazy-resource.ts';
import { type SeenProcess, seenProcess, serviceOf } from './resource/seen-process.ts';
import { startLine } from './start-line.ts';
import { lateTracing } from './tracing/late-tracing.ts';
import { LazyTracing } from './tracing/lazy-tracing.ts';
import type { StartOptions, WaymarkHandle } from './types.ts';

/** Where the running Waymark is found, by a second copy as well. The number changes when the handle's shape does. */
const RUNNING = Symbol.for('waymark.running.1');
const shared = globalThis as { [RUNNING]?: WaymarkHandle };

const NO_OPTIONS = { options: {}, complaints: [] };

export function start(given?: StartOptions): WaymarkHandle {
  const running = shared[RUNNING];
  if (running !== undefined) {
    // Among them may be whom to trust, and whom to tell.
    if (given !== undefined && running !== NOT_RUNNING && isMainProcess()) report(UNUSED);
    return running;
  }
  try {
    const { config, complaints } = readConfig(process.env);
    if (config === undefined) return stayAway(...complaints, NO_CONFIG);
    const reason = reasonNotToStart(config);
    if (reason !== undefined) return stayAway(`${reason}; the application runs untraced`);
    const other = runningTracer() ?? (hasTracerProvider() ? 'an OpenTelemetry SDK' : undefined);
    if (other !== undefined) return stayAway(`${other} traces this process already, so Waymark does not`);
    const checked = given === undefined ? NO_OPTIONS : loadChunk('options').validOptions(given);
    if (isMainProcess()) for (const line of [...complaints, ...checked.complaints]) report(line);
    return run(config, checked.options);
  } catch (error) {
    return stayAway(
      `could not start: ${(error as Error)?.message ?? error}; the application runs without it`,
    );
  }
}

/** For `start()` from code; register.cjs has its own, since it runs on Nodes that cannot parse this file. */
function reasonNotToStart(config: WaymarkConfig): string | undefined {
  if (!isSupportedNode(process.versions.node)) {
    return `this is Node ${process.versions.node}, and Waymark needs 22.15 or later, or 24 or later`;
  }
  const byVariable = /^\s*true\s*$/i.test(process.env['OTEL_SDK_DISABLED'] ?? '');
  if (config.disabled) return byVariable ? 'OTEL_SDK_DISABLED=true' : 'it is disabled in OTEL_CONFIG_FILE';
  return undefined;
}

/** Says why, once however often `start` is called. */
function stayAway(...lines: readonly string[]): WaymarkHandle {
  if (isMainProcess()) for (const line of lines) report(line);
  shared[RUNNING] = NOT_RUNNING;
  return NOT_RUNNING;
}

const UNUSED =
  'start() was given options that are not used: Waymark has started already; WAYMARK_CONFIG may name a module of options';

/** After lines that say what is wrong with the file: half of a configuration is not what anybody wrote. */
const NO_CONFIG = 'OTEL_CONFIG_FILE is not valid; the application runs untraced';

const NOT_RUNNING: WaymarkHandle = { flush: () => Promise.resolve(), shutdown: () => Promise.resolve() };

interface Engine {
  readonly pipeline: LazyPipeline;
  readonly traces: LazyTracing;
}

function run(config: WaymarkConfig, given: StartOptions): WaymarkHandle {
  if (config.logLevel !== undefined) printDiagnostics(config.logLevel, report);
  const undo: (() => void)[] = [];
  let handle: WaymarkHandle | undefined;
  let other: string | undefined;
  // It may be that a configuration module starts it, before we have.
  const withdraw = (name: string) => {
    other ??= name;
    if (handle !== undefined) giveWay(handle, other);
  };
  try {
    const options = new LateOptions(given, config.instrumentations, config.configModule === undefined);
    const seen = seenProcess();
    const redaction = new LazyRedaction(config.redaction, options);
    const resource = lazyResource(config, options, seen, redaction);
    const { pipeline, traces } = engineOf(config, options.values, resource, redaction);
    const logs = logging(config, options, resource, pipeline, redaction);
    const metrics = metering(config, resource, pipeline);
    hookTargets(config, options, traces, logs, metrics, redaction, undo, withdraw, () => {
      undo.push(registerGlobals(lateTracing(traces, options), logs, metrics, withdraw));
      if (!options.complete) completeOptions(config, options);
    });
    undo.push(deliverAtExit(pipeline));
    if (options.values.instrumentations !== undefined)
      undo.push(
        loadChunk('options').enableInstrumentations(options, config.instrumentations, traces, logs, metrics),
      );
    handle = handleOf(pipeline, traces, logs, metrics, undo);
    traces.flush = handle.flush;
    shared[RUNNING] = handle;
    undo.push(() => delete shared[RUNNING]);
    const spans = options.values.spans ?? config.spans;
    if (isMainProcess())
      report(startLine({ ...config, spans }, serviceOf(config.resource, options.values, seen)));
    if (other !== undefined) giveWay(handle, other);
    return handle;
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw error;
  }
}

/** Exactly one traces, and it is not us: whoever comes later was chosen by the application. */
function giveWay(handle: WaymarkHandle, name: string): void {
  if (shared[RUNNING] !== handle) return;
  if (isMainProcess())
    report(`${name} traces this process from here on, so Waymark withdraws: start one of the two`);
  void handle.shutdown();
  shared[RUNNING] = NOT_RUNNING;
}

/** From the module of WAYMARK_CONFIG; what it imports is hooked already. It cannot start us: we are starting. */
function completeOptions({ configModule = '' }: WaymarkConfig, options: LateOptions): void {
  shared[RUNNING] = NOT_RUNNING;
  const { loadConfigModule, validOptions } = loadChunk('options');
  const loaded = loadConfigModule(configModule);
  delete shared[RUNNING];
  const checked = validOptions(loaded.options, configModule);
  const complaints = loaded.complaint === undefined ? checked.complaints : [loaded.complaint];
  if (isMainProcess()) for (const line of complaints) report(line);
  options.add(checked.options);
}

/** Made by the first telemetry; where clouds are to be asked what they know, right after the start. */
function lazyResource(
  config: WaymarkConfig,
  options: LateOptions,
  seen: SeenProcess,
  redaction: LazyRedaction,
): LazyResource {
  const make = () =>
    loadChunk('telemetry').resourceOf(config.resource, options.values, seen, redaction.get()?.attributes);
  const resource = new LazyResource(make, () => options.complete);
  if (config.resource.detectors.some(isRemote)) options.whenComplete(() => resource.made);
  return resource;
}

/** Our own parts, which load when they are needed, or upstream's. */
function engineOf(
  config: WaymarkConfig,
  options: StartOptions,
  resource: Resource,
  redaction: LazyRedaction,
): Engine {
  if (config.engine === 'upstream') {
    const upstream = loadChunk('upstream-engine');
    const { ofTheSdk } = config.metrics;
    const pipeline = new LazyPipeline(() => new upstream.UpstreamPipeline(resource, report, ofTheSdk));
    const load = () => upstream.upstreamTracing(config, options, resource, pipeline.get(), redaction);
    return { pipeline, traces: new LazyTracing(load, upstream.upstreamContextManager()) };
  }
  const pipeline = new LazyPipeline(() => new (loadChunk('telemetry').ExportPipeline)(resource, report));
  const load = () => loadChunk('telemetry').tracing(config, options, resource, pipeline.get(), redaction);
  return { pipeline, traces: new LazyTracing(load) };
}

/** Of a flush, what callbacks of the application's observable instruments may take at most. */
const COLLECT_MS = 500;

function handleOf(
  pipeline: LazyPipeline,
  traces: LazyTracing,
  logs: Logging,
  metrics: Metering,
  undo: (() => void)[],
): WaymarkHandle {
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    traces.stop();
    // Before the meters that count it are others'.
    pipeline.ending();
    for (const step of undo.reverse()) step();
    // At once and in one budget: the queues know what they were given, and processors of the application may be slow.
    const stopped = Promise.all([
      traces.ifLoaded?.provider.shutdown(),
      logs.settleProcessors('shutdown', EXIT_BUDGET_MS),
      metrics.shutdown(COLLECT_MS).then(() => pipeline.shutdown(EXIT_BUDGET_MS - COLLECT_MS)),
    ]);
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, EXIT_BUDGET_MS).unref())]);
  };
  return {
    async flush(timeoutMillis = EXIT_BUDGET_MS) {
      const collecting = Math.min(COLLECT_MS, timeoutMillis / 2);
      await Promise.allSettled([
        traces.ifLoaded?.flushProcessors(timeoutMillis),
        logs.settleProcessors('forceFlush', timeoutMillis),
        metrics.collect(collecting).then(() => pipeline.flush(timeoutMillis - collecting)),
      ]);
    },
    shutdown() {
      stopped ??= stop().catch(() => {});
      return stopped;
    },
  };
}
