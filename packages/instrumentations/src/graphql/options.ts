/** The options of upstream's instrumentation, as far as the channels allow them. */

import type { Span } from '@opentelemetry/api';

export interface GraphqlOptions {
  /** One path for all items of a list: `users.*.name`. @default false */
  mergeItems: boolean;
  /** How deep in the answer fields have spans; -1 for all of them. @default -1 */
  depth: number;
  /** Literals of the document, and variables, appear in attributes. @default false */
  allowValues: boolean;
  /** No spans for fields. @default false */
  ignoreResolveSpans: boolean;
  /** None for fields that have no resolver of their own, be the value a function or not. @default false */
  ignoreTrivialResolveSpans: boolean;
  /** All fields below the operation, not below each other. @default false */
  flatResolveSpans: boolean;
  /** Sees what was answered, before the operation's span ends. */
  responseHook?: (span: Span, result: unknown) => void;
}

const DEFAULTS: GraphqlOptions = {
  mergeItems: false,
  depth: -1,
  allowValues: false,
  ignoreResolveSpans: false,
  ignoreTrivialResolveSpans: false,
  flatResolveSpans: false,
};

/** What is not given, or given as undefined, has its default. */
export function graphqlOptions(config: Readonly<Record<string, unknown>> = {}): GraphqlOptions {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}
