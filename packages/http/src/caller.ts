/**
 * What a request says of who sent it and when: attributes of its SERVER span. Anybody can say so: nothing else may go by it,
 * and a measurement has no attribute of it.
 */
import type { Attributes } from '@opentelemetry/api';
import { serviceNameValue } from '@waymark/propagation';
import { clock } from '@waymark/tracing';
import { HTTP_REQUEST_QUEUE_DURATION, SERVICE_PEER_NAME } from './attributes.ts';

/** Names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Where it is kept until the span wants its attributes. */
export interface CallerFacts {
  /** The name of the calling service. */
  peerName: string | undefined;
  /** How long the request was on its way and waited, in seconds. */
  queueSeconds: number | undefined;
}

/** Reads `X-Service-Name` and `X-Request-Start`; of a caller that is not trusted they are not to be read. */
export function meetCaller(facts: CallerFacts, headers: Headers): void {
  const name = headers['x-service-name'];
  if (name !== undefined) facts.peerName = serviceNameValue(name);
  const start = headers['x-request-start'];
  if (start !== undefined) facts.queueSeconds = queueSecondsIn(start, clock.now());
}

/** The same as attributes, for spans that are not ours. */
export function callerAttributes(headers: Headers): Attributes {
  const facts: CallerFacts = { peerName: undefined, queueSeconds: undefined };
  meetCaller(facts, headers);
  const attributes: Attributes = {};
  addCaller(attributes, facts);
  return attributes;
}

/** Adds what is known. */
export function addCaller(attributes: Attributes, { peerName, queueSeconds }: CallerFacts): void {
  if (peerName !== undefined) attributes[SERVICE_PEER_NAME] = peerName;
  if (queueSeconds !== undefined) attributes[HTTP_REQUEST_QUEUE_DURATION] = queueSeconds;
}

/** `t=` as its senders write it, or a bare number: milliseconds, nginx's `$msec` in seconds, Apache's `%t` in microseconds. */
const REQUEST_START = /^(?:t=)?(\d{9,17}(?:\.\d{1,9})?)$/;
/** Of each unit, a number of today is a thousand times that of the one before; these are far from any of them. */
const LEAST_MILLIS = 1e11;
const LEAST_MICROS = 1e14;
const LONGEST_QUEUE_SECONDS = 3600;

/**
 * Seconds from the time in `header` until `now`, which is in milliseconds since the epoch, to the microsecond. `undefined` for
 * what is no time, is to come, or was more than an hour ago: two clocks disagree then, or the header is an old one.
 */
export function queueSecondsIn(header: unknown, now: number): number | undefined {
  const text = typeof header === 'string' ? REQUEST_START.exec(header)?.[1] : undefined;
  if (text === undefined) return undefined;
  const seconds = Math.round((now - millisOf(Number(text))) * 1000) / 1e6;
  return seconds >= 0 && seconds <= LONGEST_QUEUE_SECONDS ? seconds : undefined;
}

function millisOf(time: number): number {
  if (time < LEAST_MILLIS) return time * 1000;
  return time < LEAST_MICROS ? time : time / 1000;
}
