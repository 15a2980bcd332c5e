/** One redactor for all that leaves: a stage in front of the exporters of spans, one of log records, and the resource. */

import type { Attributes } from '@opentelemetry/api';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { Redactor } from '@waymark/redaction';
import { isMainProcess, messageOf, report } from '../report.ts';
import type { RedactionOptions, RedactionRule } from '../types.ts';
import { RedactingLogs } from './redacting-logs.ts';
import { RedactingSpans } from './redacting-spans.ts';
import { countRedactions } from './redaction-counts.ts';
import { type Settings, safeOptions } from './safe-options.ts';

const KEYLESS =
  'redaction of mode hmac has no key: hmacKey or WAYMARK_REDACTION_KEY says it; what is secret is masked';

export class Redaction {
  readonly #redactor: Redactor;
  #isCounting = false;

  /** A rule that is refused costs one line, and a key of a mode that has none is a mask. */
  constructor({ rules, mode, hmacKey, ...options }: RedactionOptions) {
    const accepted = rules?.filter(isAccepted);
    const isKeyless = mode === 'hmac' && hmacKey === undefined;
    if (isKeyless && isMainProcess()) report(KEYLESS);
    const how = isKeyless ? {} : { mode, hmacKey };
    this.#redactor = new Redactor({ ...options, ...how, rules: accepted });
  }

  /** What stands in front of `exporting`, once for all of them. */
  spans(exporting: readonly SpanProcessor[]): SpanProcessor {
    return new RedactingSpans(this.#redactor, this.#changed, exporting);
  }

  /** Likewise of log records. */
  logs(onward: readonly LogRecordProcessor[]): RedactingLogs {
    return new RedactingLogs(this.#redactor, this.#changed, onward);
  }

  /** Of a resource, which leaves with everything. */
  readonly attributes = <T extends Attributes>(attributes: T): T => {
    const clean = this.#redactor.attributes(attributes);
    if (clean !== attributes) this.#changed();
    return clean;
  };

  /** Of an instrumentation: what it was given, but for what would write the values of queries and commands. */
  safeOptions(name: string, given: Settings): Settings {
    return safeOptions(name, given, this.#redactor);
  }

  /** There is no metric before there is something to count: the SDK would load for it. */
  readonly #changed = (): void => {
    if (this.#isCounting) return;
    this.#isCounting = true;
    countRedactions(this.#redactor);
  };
}

function isAccepted(rule: RedactionRule): boolean {
  try {
    return new Redactor({ rules: [rule] }) !== undefined;
  } catch (error) {
    if (isMainProcess()) report(`${messageOf(error)}; it is left out`);
    return false;
  }
}
