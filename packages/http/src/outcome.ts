/** The attributes of SERVER spans that ended alike, made once and shared by all of them. */
import type { Attributes } from '@opentelemetry/api';
import { SharedAttributes } from '@waymark/tracing';
import { HTTP_REQUEST_METHOD, NETWORK_PROTOCOL_VERSION, URL_SCHEME } from './attributes.ts';
import { agree, copyOf, type DurationFacts, durationAttributes } from './durations/measurement.ts';

export interface Outcome {
  readonly facts: Readonly<DurationFacts>;
  readonly shared: SharedAttributes;
  /** The name of the span when a framework told the route. */
  readonly name: string;
}

/** More are not kept: an application may make routes and errors up. It is as many as durations tell apart. */
const MOST = 2000;

const byRoute = new Map<string | undefined, Outcome[]>();
let size = 0;
let last: Outcome | undefined;

/** What requests have that agree in these facts, a server's; undefined when there are too many of them. */
export function outcomeOf(facts: DurationFacts): Outcome | undefined {
  if (last !== undefined && agree(last.facts, facts)) return last;
  const beside = byRoute.get(facts.route);
  const found = beside?.find((outcome) => agree(outcome.facts, facts)) ?? add(beside, facts);
  if (found !== undefined) last = found;
  return found;
}

function add(beside: Outcome[] | undefined, given: DurationFacts): Outcome | undefined {
  if (size >= MOST) return undefined;
  size++;
  const facts = copyOf(given);
  const shared = new SharedAttributes(durationAttributes(facts));
  const outcome: Outcome = { facts, shared, name: `${facts.method} ${facts.route}` };
  if (beside === undefined) byRoute.set(facts.route, [outcome]);
  else beside.push(outcome);
  return outcome;
}

/** By method, scheme and version: of each a handful. */
const begun: { method: string; scheme: string; version: string; shared: SharedAttributes }[] = [];

/** What is known of the outcome when a request arrives. */
export function beginning(method: string, scheme: string, version: string): SharedAttributes {
  for (let at = 0; at < begun.length; at++) {
    const known = begun[at]!;
    if (known.method === method && known.scheme === scheme && known.version === version) return known.shared;
  }
  const values: Attributes = {
    [HTTP_REQUEST_METHOD]: method,
    [URL_SCHEME]: scheme,
    [NETWORK_PROTOCOL_VERSION]: version,
  };
  const shared = new SharedAttributes(values);
  begun.push({ method, scheme, version, shared });
  return shared;
}
