/**
 * What the engines are meant to differ in: each as the change that makes the one's recording the other's, with its reason.
 * RATIONALE.md, "Where do the two engines differ?", tells the same to people. Whatever is not here must be equal.
 */

import type { EngineName } from './engines.ts';
import { type Recording, spansIn } from './recording.ts';

export interface Difference {
  readonly why: string;
  /** Changes a recording of the one engine into what the other is meant to give. */
  change(recording: Recording): void;
  /** Names of scenarios. @default all */
  readonly only?: readonly string[];
}

/** Between upstream's published register and its parts run by us: ours are the propagator and the log bridge. */
const ADDED_BY_US: readonly Difference[] = [
  {
    why: 'a served request carries its request id',
    change({ spans }) {
      for (const span of spansIn(spans)) {
        if (span.kind === 'SERVER' && span.scope.endsWith('-http'))
          span.attributes['http.request.id'] = 'TRACE';
      }
    },
  },
];

/** Between upstream's engine and ours, both run by us. */
const OURS: readonly Difference[] = [
  {
    why: 'spans of our own instrumentations say so in their scope',
    change({ spans }) {
      for (const span of spansIn(spans)) span.scope = OUR_SCOPES[span.scope] ?? span.scope;
    },
  },
];

const OUR_SCOPES: Record<string, string> = {
  '@opentelemetry/instrumentation-http': '@waymark/http',
  '@opentelemetry/instrumentation-undici': '@waymark/http',
};

/** What leads from the published register's recordings to those of an engine. */
export const differencesTo: Record<Exclude<EngineName, 'published'>, readonly Difference[]> = {
  upstream: ADDED_BY_US,
  waymark: [...ADDED_BY_US, ...OURS],
};

export function appliesTo({ only }: Difference, scenario: string): boolean {
  return only === undefined || only.includes(scenario);
}
