/**
 * Tracers that do not register with OpenTelemetry: Datadog's, and Sentry's own. Loading one is no tracing yet: each is asked
 * after it was initialized, by what it keeps in the process and by the function that initializes it.
 */

import type { ModulePatch } from '@waymark/hooks';
import { isMainProcess, report } from '../report.ts';

interface DatadogTracer {
  readonly _tracingInitialized?: boolean;
  init?(...args: unknown[]): unknown;
}

interface SentryOptions {
  readonly tracesSampleRate?: unknown;
  readonly tracesSampler?: unknown;
  readonly skipOpenTelemetrySetup?: unknown;
}

interface SentryClient {
  getOptions?(): SentryOptions;
}

interface SentryCarrier {
  readonly defaultCurrentScope?: { getClient?(): SentryClient | undefined };
}

const scope = globalThis as {
  _ddtrace?: DatadogTracer;
  __SENTRY__?: { version?: string } & Record<string, SentryCarrier | string | undefined>;
};

/** The name of one that traces this process already. */
export function runningTracer(): string | undefined {
  if (scope._ddtrace?._tracingInitialized === true) return 'dd-trace';
  const carrier = scope.__SENTRY__?.[scope.__SENTRY__.version ?? ''];
  const client = typeof carrier === 'object' ? carrier.defaultCurrentScope?.getClient?.() : undefined;
  return traces(client) ? '@sentry/node' : undefined;
}

/** For the hooks. @param onOther called with the name of one that begins to trace */
export function otherTracers(onOther: (name: string) => void): ModulePatch[] {
  return [
    afterInit('dd-trace', (tracer) => {
      if ((tracer as DatadogTracer)._tracingInitialized === true) onOther('dd-trace');
    }),
    afterInit('@sentry/node', (client) => {
      if (traces(client as SentryClient | undefined)) onOther('@sentry/node');
      else if (addsSpans(client as SentryClient | undefined) && isMainProcess()) report(ADDS_SPANS);
    }),
  ];
}

/** Sentry's own question: without either it reports errors, and leaves tracing to others. */
function traces(client: SentryClient | undefined): boolean {
  const options = client?.getOptions?.();
  return options !== undefined && hasRate(options) && !leavesTracing(options);
}

const ADDS_SPANS =
  '@sentry/node leaves tracing to Waymark (skipOpenTelemetrySetup), and makes spans of its own in it: leave tracesSampleRate and tracesSampler out of its init() for those of Waymark alone';

/** Its integrations trace then, into whatever OpenTelemetry has: a request has two SERVER spans. */
function addsSpans(client: SentryClient | undefined): boolean {
  const options = client?.getOptions?.();
  return options !== undefined && hasRate(options) && leavesTracing(options);
}

function hasRate({ tracesSampleRate, tracesSampler }: SentryOptions): boolean {
  return tracesSampleRate != null || tracesSampler !== undefined;
}

/** From 8 to 10 Sentry traces by an OpenTelemetry SDK, its own or, when it is told so, another. Since 11 it needs none. */
function leavesTracing({ skipOpenTelemetrySetup }: SentryOptions): boolean {
  const major = Number.parseInt(scope.__SENTRY__?.version ?? '', 10);
  return Boolean(skipOpenTelemetrySetup) && major >= 8 && major <= 10;
}

/** Both export `init`, which returns what it initialized. */
function afterInit(module: string, check: (initialized: unknown) => void): ModulePatch {
  return {
    module,
    esm: ['init'],
    patch(exports) {
      const target = exports as { init?: (...args: unknown[]) => unknown };
      const { init } = target;
      if (typeof init !== 'function') return;
      target.init = function (this: unknown, ...args: unknown[]) {
        const initialized = Reflect.apply(init, this, args);
        check(initialized);
        return initialized;
      };
    },
  };
}
