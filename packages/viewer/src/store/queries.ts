/** What can be asked of traces and logs. */

/**
 * A condition on one attribute. The key `x` is looked for on the span (or log record), its scope, its resource, its events
 * and its links; the numbers of `<` and its kin are compared with ints, doubles and text that is a decimal number.
 * `=` compares the value's text: `true`, `200`, `1.5`, JSON for arrays and maps; of an array each member counts as well.
 */
export interface AttributeCondition {
  key: string;
  operator: '=' | '!=' | 'contains' | '<' | '<=' | '>' | '>=' | 'exists';
  /** Text for `=`, `!=` and `contains` (case-insensitive), a number for the others. `!=` is true where the key is missing, too. */
  value: string | number;
}

/** A condition on a name that every span has, beside those that ask for one name exactly. Case-insensitive for `contains`. */
export interface NameCondition {
  of: 'service' | 'operation';
  operator: '!=' | 'contains';
  value: string;
}

/** One span must satisfy all of it; its whole trace is the answer. */
export interface SpanCondition {
  traceId?: string;
  spanId?: string;
  /** One of the request ids that the span has. */
  requestId?: string;
  service?: string;
  /** The span's name. */
  operation?: string;
  /** OTLP's number. */
  kind?: number;
  /** OTLP's number. */
  status?: number;
  /** Status ERROR, or any other. */
  error?: boolean;
  minDurationNano?: bigint;
  maxDurationNano?: bigint;
  /** Each of these is in the span's name or in its service, case-insensitive. */
  text?: string[];
  names?: NameCondition[];
  attributes: AttributeCondition[];
}

export interface TraceQuery extends SpanCondition {
  /** A span that satisfies the condition starts in this range: from inclusive, to exclusive. */
  fromUnixNano?: bigint;
  toUnixNano?: bigint;
  /** 1 to 1000. */
  limit: number;
  /** `next` of the page before. */
  before?: string;
}

export interface LogQuery {
  service?: string;
  traceId?: string;
  spanId?: string;
  requestId?: string;
  /** Severity numbers, both inclusive. */
  minSeverity?: number;
  maxSeverity?: number;
  /** Words that the body must hold, all of them, in any order; "quoted" for a phrase, `word*` for a beginning. */
  text?: string;
  attributes: AttributeCondition[];
  fromUnixNano?: bigint;
  toUnixNano?: bigint;
  /** 1 to 1000. */
  limit: number;
  /** `next` of the page before. */
  before?: string;
  /** Only records that arrived after this one: for a live tail. */
  after?: string;
}
