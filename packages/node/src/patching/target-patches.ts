/**
 * What is done in the modules that are patched, of both engines: loads with the first target that the application loads. Each
 * part of ours, and each of upstream's instrumentations, loads when its own target does.
 */

import type { ModulePatch } from '@waymark/hooks';
import {
  fetchHooks,
  type HttpOptions,
  httpHooks,
  httpPatches,
  type IgnorePattern,
  ignoredRequests,
  subscribeFetch,
} from '@waymark/http';
import {
  type ChunkName,
  type InstrumentationOptions,
  subscribeFastify,
  type UpstreamInstrumentations,
  upstreamInstrumentations,
} from '@waymark/instrumentations';
import type { LogOptions } from '@waymark/logs';
import type { WaymarkContextManager } from '@waymark/tracing';
import { loadChunk, loadUpstream } from '../chunks/load.ts';
import type { WaymarkConfig } from '../config/config.ts';
import type { InstrumentationName } from '../config/instrumentation-names.ts';
import type { Logging } from '../logging/logging.ts';
import { loweredIn, notLowered } from '../logging/tail-stages.ts';
import type { Metering } from '../metrics/metering.ts';
import type { LateOptions } from '../options/late-options.ts';
import type { LazyRedaction } from '../redaction/lazy-redaction.ts';
import { report } from '../report.ts';
import { isInboundLimited } from '../tracing/inbound-trust.ts';
import { lateTracing } from '../tracing/late-tracing.ts';
import type { LazyTracing } from '../tracing/lazy-tracing.ts';
import { isOutboundLimited } from '../tracing/outbound.ts';
import type { OwnTracing } from '../tracing/tracing.ts';
import { VERSION } from '../version.ts';
import { requestLogOf } from './request-log.ts';
import { responseHeadersOf } from './response-headers.ts';
import type { Switches } from './switches.ts';
import { lazyPatches, type PartName, takes } from './targets.ts';

/** What the patches are made of: the parts of a start. */
export interface PatchParts {
  readonly config: WaymarkConfig;
  readonly options: LateOptions;
  readonly switches: Switches;
  readonly tracing: LazyTracing;
  readonly logging: Logging;
  readonly metering: Metering;
  readonly redaction: LazyRedaction;
  /** For our own log adapters. */
  readonly log: LogOptions;
  /** Called when a patch that had to wait throws. */
  readonly onError: OnError;
}

type OnError = (error: unknown, patch: ModulePatch) => void;

export class TargetPatches {
  readonly #parts: PatchParts;
  readonly #upstream: UpstreamInstrumentations;
  readonly #ours: (name: string) => boolean;
  readonly #spans: () => WaymarkConfig['spans'];
  readonly #patchesOf: (part: PartName) => readonly ModulePatch[];

  constructor(parts: PatchParts) {
    const { config, options, switches, tracing, logging, metering, redaction } = parts;
    this.#parts = parts;
    this.#ours = switches.ours;
    this.#spans = () => options.values.spans ?? config.spans;
    this.#patchesOf = ownPatches(parts);
    this.#upstream = upstreamInstrumentations(loadUpstream, {
      tracerProvider: lateTracing(tracing, options).provider,
      meterProvider: metering.provider,
      loggerProvider: logging.provider,
      isEnabled: switches.upstreams,
      isTaken: (module, version) => takes({ engine: config.engine, spans: this.#spans() }, module, version),
      config: safely(redaction, instrumentationOptions(parts)),
      env: process.env,
    });
  }

  /** For the hooks: what is on, of one module. */
  of(module: string): ModulePatch[] {
    const { options, onError } = this.#parts;
    const ours = lazyPatches(module, this.#patchesOf, this.#ours, this.#spans);
    const patches = [
      ...ours,
      ...this.#upstream.table.patchesOf(module),
      ...tellingPatches(module, this.#parts),
    ];
    return patches.map((patch) => waitingFor(options, patch, onError));
  }

  /** For the hooks: files of an application on AWS Lambda. */
  get ofFiles(): readonly ModulePatch[] {
    return this.#upstream.patches;
  }

  /** Takes the first request of fetch or undici, and those that follow. Returns what ends it. */
  fetch(message: unknown): () => void {
    const { config, options, tracing, metering } = this.#parts;
    if (config.engine === 'upstream') return takeFetch(this.#upstream, message);
    const hooks = fetchHooks(options.instrumentations['undici'] ?? {}, report);
    return subscribeFetch({ ...httpOptions(config, tracing, metering), fetchHooks: hooks }, message);
  }

  /** Likewise for instances of Fastify. */
  fastify(message: unknown): () => void {
    return subscribeFastify(message);
  }

  /** Starts one of upstream's instrumentations that patches no module. */
  start(name: ChunkName): void {
    this.#upstream.start(name);
  }

  disableAll(): void {
    this.#upstream.disableAll();
  }
}

/** With upstream's engine: what is beside upstream's own patches where not everybody is told, or requests are told of. */
function tellingPatches(module: string, parts: PatchParts): readonly ModulePatch[] {
  const { config, options, tracing } = parts;
  if (config.engine !== 'upstream' || !TOLD_OVER.includes(module)) return [];
  const patch: ModulePatch['patch'] = (exports, of) => {
    if (module === 'node:http2') tellingOfStreams(parts)?.patch(exports, of);
    const outbound = isOutboundLimited(config, options.values) ? tracing.get().outbound : undefined;
    if (outbound === undefined) return exports;
    if (module === 'node:http2') return loadChunk('http2').http2Filter(outbound).patch(exports);
    if (outbound.isLimited)
      loadChunk('upstream-engine').hideWritten(process.getBuiltinModule('node:http').ClientRequest.prototype);
    return exports;
  };
  return [{ module, patch }];
}

/** Of HTTP/2, which upstream does not trace. */
function tellingOfStreams({ config, options, tracing, logging }: PatchParts): ModulePatch | undefined {
  const requestLog = requestLogOf(config, options, logging, () => tracing.stopped)();
  if (requestLog === undefined) return undefined;
  const { describing, ignoredRequests, judgedFirst, toldStreams } = loadChunk('upstream-engine');
  const { trust, propagator } = tracing.get();
  const { requestIds } = config;
  const ignoreIncoming = judgedFirst(trust, ignoredRequests(ignoredBy(config, options), report));
  const describe = describing(trust, requestIds);
  const settings = { requestIds, ignoreIncoming, describe, warn: report };
  return loadChunk('http2').http2RequestLog(toldStreams(requestLog, propagator, settings));
}

const TOLD_OVER: readonly string[] = ['node:http', 'node:https', 'node:http2'];

/** Of our own parts, each of which is asked for its patches once, by the first of its targets. */
function ownPatches({ config, options, tracing, logging, metering, redaction, log }: PatchParts) {
  const given = safely(redaction, options.instrumentations);
  const requestLog = requestLogOf(config, options, logging, () => tracing.stopped);
  const withHooks = (): HttpOptions => {
    const ignoreIncoming = ignoredRequests(ignoredBy(config, options), report);
    const hooks = httpHooks(options.instrumentations['http'] ?? {}, report);
    const responseHeaders = responseHeadersOf(config, options.values, tracing);
    return {
      ...httpOptions(config, tracing, metering),
      responseHeaders,
      ignoreIncoming,
      hooks,
      requestLog: requestLog(),
    };
  };
  const load: Record<PartName, () => readonly ModulePatch[]> = {
    http: () => httpPatches(withHooks()),
    http2: () => loadChunk('http2').http2Patches(withHooks()),
    frameworks: () => loadChunk('frameworks').frameworkPatches(),
    graphql: () => loadChunk('graphql').graphqlPatches(ownOptions('graphql', tracing, options, given)),
    layers: () => loadChunk('layers').layerPatches((name) => ownOptions(name, tracing, options, given)),
    loggers: () => loadChunk('loggers').logPatches({ ...log, lowered: loweredIn(config) }),
    'more-loggers': () => notLowered(config, loadChunk('more-loggers').moreLogPatches(log)),
    nestjs: () => loadChunk('nestjs').nestPatches(ownOptions('nestjs-core', tracing, options, given)),
    sqlite: () => loadChunk('sqlite').sqlitePatches(ownOptions('node-sqlite', tracing, options, given)),
  };
  const loaded = new Map<PartName, readonly ModulePatch[]>();
  return (part: PartName): readonly ModulePatch[] => {
    // For `node:https` again, which may load later.
    if (part === 'http') warmUp(tracing, logging);
    const patches = loaded.get(part) ?? load[part]();
    loaded.set(part, patches);
    return patches;
  };
}

/** What upstream's classes take. Its engine has them do more: our own parts do that otherwise. */
function instrumentationOptions({ config, options, tracing, logging, log }: PatchParts): ByInstrumentation {
  const { instrumentations } = options;
  if (config.engine !== 'upstream') return instrumentations;
  const { upstreamOptions, ignoredRequests, judgedFirst } = loadChunk('upstream-engine');
  const trust = () => (isInboundLimited(config, options.values) ? tracing.get().trust : undefined);
  const ignoreIncoming = () => judgedFirst(trust(), ignoredRequests(ignoredBy(config, options), report));
  const responseHeaders = () => responseHeadersOf(config, options.values, tracing);
  const requestLog = requestLogOf(config, options, logging, () => tracing.stopped);
  const settings = { ...config, log, trust, ignoreIncoming, responseHeaders, requestLog };
  return upstreamOptions(settings, instrumentations);
}

type ByInstrumentation = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The same, read when an instrumentation is made, but for options that would write what is secret. */
function safely(redaction: LazyRedaction, given: ByInstrumentation): ByInstrumentation {
  return new Proxy(given, {
    get: (options, name: string) => redaction.get()?.safeOptions(name, options[name] ?? {}) ?? options[name],
  });
}

/** For our own instrumentations that make spans, when their target loads. */
function ownOptions(
  name: InstrumentationName,
  tracing: LazyTracing,
  options: LateOptions,
  given: ByInstrumentation,
): InstrumentationOptions {
  const tracers = lateTracing(tracing, options).provider;
  return {
    tracer: (scope) => tracers.getTracer(scope, VERSION),
    stopped: () => tracing.stopped,
    config: given[name],
  };
}

/** Upstream's own listener for a request that begins, which was not there yet when this one did. */
function takeFetch(upstream: UpstreamInstrumentations, message: unknown): () => void {
  const { instrumentation } = upstream.start('undici');
  (instrumentation as unknown as { onRequestCreated(message: unknown): void }).onRequestCreated(message);
  return () => instrumentation.disable();
}

/** Builtins are patched in place, and so can wait for the options that a configuration module gives. */
function waitingFor(options: LateOptions, patch: ModulePatch, onError: OnError): ModulePatch {
  if (options.complete || !patch.module.startsWith('node:')) return patch;
  return {
    ...patch,
    patch: (exports, module) =>
      options.whenComplete(() => {
        try {
          patch.patch(exports, module);
        } catch (error) {
          onError(error, patch);
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
  const { provider, ownPropagator, outbound, trust } = lazy.get() as OwnTracing;
  const tracer = provider.getTracer('@waymark/http', VERSION);
  return {
    tracer,
    contextManager: lazy.contextManager as WaymarkContextManager,
    propagator: ownPropagator,
    outbound,
    trust,
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
