/** What of a context goes into a message of SQS or SNS, which take ten attributes, the application's own among them. */

/** A queue refuses a message with more; so does SNS where it delivers raw messages to a queue. */
const MOST_ATTRIBUTES = 10;

/** As the AWS SDK takes them; the values are not looked at. */
export type MessageAttributes = Readonly<Record<string, unknown>>;

/** The headers that go together or not at all, in the order in which they may have what room there is. */
export type CarriedHeaders = readonly (readonly (readonly [name: string, value: string])[])[];

/** Of b3multi and ottrace: a trace id without a span id is nothing. */
const TOGETHER = /^(?:x-b3|ot-tracer)-/;
const BAGGAGE = /^(?:baggage$|uberctx-|ot-baggage-)/;
const REQUEST_ID = 'x-request-id';

/**
 * Trace context comes before the request id, which follows from it, and baggage last. What is empty, as an entry of Jaeger's
 * baggage may be, or has a name that an attribute may not have, stays out: SQS refuses the whole message for it.
 */
export function carriedHeaders(injected: Readonly<Record<string, string>>): CarriedHeaders {
  const legal = Object.entries(injected).filter(([name, value]) => value !== '' && isLegal(name));
  const groups = Map.groupBy(legal, ([name]) => TOGETHER.exec(name)?.[0] ?? name);
  return [...groups.values()].sort(([one], [other]) => rank(one![0]) - rank(other![0]));
}

/** As SQS has it; a header's name may have more signs, and be longer. */
function isLegal(name: string): boolean {
  return name.length <= 256 && /^[\w-]+(?:\.[\w-]+)*$/.test(name);
}

function rank(name: string): number {
  if (BAGGAGE.test(name)) return 2;
  return name === REQUEST_ID ? 1 : 0;
}

/**
 * The attributes with as many of the headers as there is room for. What the application has itself, in whatever spelling, is
 * neither replaced nor doubled. The object that is given stays as it is.
 */
export function withCarried(given: MessageAttributes, headers: CarriedHeaders): MessageAttributes {
  // The SDK does not send the others.
  const own = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  const attributes = Object.fromEntries(own);
  const taken = new Set(own.map(([name]) => name.toLowerCase()));
  let room = MOST_ATTRIBUTES - own.length;
  for (const group of headers) {
    if (group.length > room || group.some(([name]) => taken.has(name) || isOrphan(name, taken))) continue;
    for (const [name, value] of group) attributes[name] = { DataType: 'String', StringValue: value };
    room -= group.length;
  }
  return attributes;
}

/** `tracestate` belongs to our `traceparent`, not to one of the application's. */
function isOrphan(name: string, taken: ReadonlySet<string>): boolean {
  return name === 'tracestate' && taken.has('traceparent');
}
