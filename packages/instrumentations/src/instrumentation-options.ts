/** What our own instrumentations that make spans are told by the distribution. */

import type { Tracer } from '@opentelemetry/api';

export interface InstrumentationOptions {
  /** The tracer of a scope, asked for when its target loads. */
  tracer(scope: string): Tracer;
  /** True once calls are to go on as without us: somebody else traces them, or nobody. */
  stopped?(): boolean;
  /** As upstream's class of the same name takes it; see the README for what is honoured. */
  config?: Readonly<Record<string, unknown>>;
}
