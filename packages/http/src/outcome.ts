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

/**
 * An application may make routes and errors up: one more makes all of them forgotten, and the usual ones return. It is as
 * many as durations tell apart.
 */
const MOST = 2000;

/** Likewise of one route, whose outcomes are gone through one by one. */
const MOST_OF_ROUTE = 64;

const byRoute = new Map<string | undefined, Outcome[]>();
let size = 0;
let last: Outcome | undefined;

/** What requests have that agree in these facts, a server's. */
export function outcomeOf(facts: DurationFacts): Outcome {
  if (last !== undefined && agree(last.facts, facts)) return last;
  last = byRoute.get(facts.route)?.find((outcome) => agree(outcome.facts, facts)) ?? add(facts);
  return last;
}

function add(given: DurationFacts): Outcome {
  const facts = copyOf(given);
  const shared = new SharedAttributes(durationAttributes(facts));
  const outcome: Outcome = { facts, shared, name: `${facts.method} ${facts.route}` };
  roomFor(facts.route).push(outcome);
  size++;
  return outcome;
}

/** The outcomes of a route, with room for one more. */
function roomFor(route: string | undefined): Outcome[] {
  if (size >= MOST) {
    byRoute.clear();
    size = 0;
  }
  const known = byRoute.get(route);
  if (known !== undefined && known.length < MOST_OF_ROUTE) return known;
  size -= known?.length ?? 0;
  const fresh: Outcome[] = [];
  byRoute.set(route, fresh);
  return fresh;
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
