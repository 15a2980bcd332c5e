/** What must have arrived after so many requests, or there is no number. */

import type { Contender } from '../contenders/contenders.ts';
import type { Sent } from '../load/load.ts';
import type { RequestScenario } from '../scenarios/requests.ts';
import type { Arrived } from '../sink/arrived.ts';

interface Expected {
  exactly: Partial<Arrived>;
  atLeast?: Partial<Arrived>;
}

/** Of a contender that delivers nothing, nothing. */
export function expectedOf(scenario: RequestScenario, contender: Contender, sent: Sent): Expected {
  if (contender.delivers === 'nothing') return { exactly: {} };
  if (contender.delivers === 'datadog') return expectedOfDatadog(scenario, sent);
  const { expects } = scenario;
  const spans = expects.unsampled ? 0 : sent.total;
  const isOurs = contender.name.startsWith('waymark');
  return {
    exactly: {
      serverSpans: spans,
      distinct: spans,
      withParent: expects.unsampled ? 0 : sent.withParent,
      withQuery: expects.unsampled ? 0 : sent.withQuery,
      withRoute: expects.route === 'all' || (expects.route === 'ours' && isOurs) ? spans : 0,
      serverDurations: sent.total,
      ...(expects.layers !== undefined && { internalSpans: contender.layers ? expects.layers * spans : 0 }),
      ...(expects.outgoing && { clientSpans: spans, clientDurations: sent.total }),
      ...(expects.query && { withStatement: spans, databaseDurations: sent.total }),
      ...(contender.eventOfLine && { withEvent: spans }),
    },
  };
}

/**
 * Its agent makes metrics of traces, so it is sent also what a caller did not sample. What it sends is only looked through
 * for kinds, and connections and look-ups of names are of kind `client` as well. Not exactly: what was answered late it sends again.
 */
function expectedOfDatadog({ expects }: RequestScenario, sent: Sent): Expected {
  return {
    exactly: {},
    atLeast: {
      serverSpans: expects.unsampled ? 0 : sent.total,
      clientSpans: expects.outgoing || expects.query ? sent.total : 0,
    },
  };
}

/** Of one request to a server that has only just started: its span. */
export function expectedOfFirst({ delivers }: Contender): Expected {
  if (delivers === 'datadog') return { exactly: {}, atLeast: { serverSpans: 1 } };
  return { exactly: { serverSpans: delivers === 'nothing' ? 0 : 1 } };
}

/** The first that is not as expected, in words; `undefined` when all is. */
export function missing({ exactly, atLeast = {} }: Expected, arrived: Arrived): string | undefined {
  for (const [what, count] of Object.entries({ ...exactly, ...atLeast })) {
    const found = arrived[what as keyof Arrived];
    const enough = what in atLeast ? found >= count : found === count;
    if (!enough) return `the sink has ${found} ${what} instead of ${count}`;
  }
  return undefined;
}
