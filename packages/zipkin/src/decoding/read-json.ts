/** Spans of a JSON body (zipkin-api, zipkin2-api.yaml), as leniently as Zipkin reads it, and a little more. */

import { ZipkinDecodeError } from './decode-error.ts';
import { hasMoreContainers } from './json-containers.ts';
import {
  Budget,
  DEFAULT_MAX_ITEMS,
  newEndpoint,
  newSpan,
  portOf,
  type ReadEndpoint,
  type ReadSpan,
  tooMany,
  withIds,
  type ZipkinDecodeLimits,
} from './read-span.ts';

type Fields = Record<string, unknown>;

/** The span's own object, its two endpoints, its tags, and the array of its annotations. */
const CONTAINERS_OF_SPAN = 5;

/** @throws ZipkinDecodeError, and nothing else */
export function readJson(body: Uint8Array, limits: ZipkinDecodeLimits): ReadSpan[] {
  const { maxItems = DEFAULT_MAX_ITEMS } = limits;
  if (hasMoreContainers(body, 1 + CONTAINERS_OF_SPAN * maxItems)) throw tooMany();
  const spans = parsed(body);
  if (!Array.isArray(spans)) throw new ZipkinDecodeError('MALFORMED', 'it is no JSON array of spans');
  const budget = new Budget(limits);
  return spans.map((span) => readSpan(span, budget));
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Not the parser's own message, which shows what stands there.
    throw new ZipkinDecodeError('MALFORMED', 'it is no JSON');
  }
}

function readSpan(value: unknown, budget: Budget): ReadSpan {
  budget.spend();
  if (!isFields(value)) throw new ZipkinDecodeError('MALFORMED', 'a span is no JSON object');
  if ('binaryAnnotations' in value)
    throw new ZipkinDecodeError(
      'VERSION_1',
      'a span has binaryAnnotations, which is version 1: send version 2',
    );
  return withIds({
    ...newSpan(),
    traceId: text(value['traceId']),
    id: text(value['id']),
    parentId: text(value['parentId']),
    kind: text(value['kind']),
    name: text(value['name']),
    timestamp: whole(value['timestamp']),
    duration: whole(value['duration']),
    local: endpoint(value['localEndpoint']),
    remote: endpoint(value['remoteEndpoint']),
    annotations: annotations(value['annotations'], budget),
    tags: tags(value['tags'], budget),
    debug: value['debug'] === true,
    shared: value['shared'] === true,
  });
}

function endpoint(value: unknown): ReadEndpoint {
  if (!isFields(value)) return newEndpoint();
  return {
    serviceName: text(value['serviceName']),
    ipv4: text(value['ipv4']),
    ipv6: text(value['ipv6']),
    port: portOf(whole(value['port'])),
  };
}

function annotations(values: unknown, budget: Budget): ReadSpan['annotations'] {
  if (!Array.isArray(values)) return [];
  return values.filter(isFields).map((each) => {
    budget.spend();
    return { timestamp: whole(each['timestamp']), value: text(each['value']) };
  });
}

function tags(values: unknown, budget: Budget): Map<string, string> {
  const all = new Map<string, string>();
  if (!isFields(values)) return all;
  for (const [name, value] of Object.entries(values)) {
    budget.spend();
    if (value !== null) all.set(name, typeof value === 'object' ? nested(value) : text(value));
  }
  return all;
}

/** A tag is text; what is none is shown as it came. */
function nested(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new ZipkinDecodeError('MALFORMED', 'a tag is nested too deeply');
  }
}

/** Numbers and booleans stand where text belongs, in what some libraries write. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Whole and not negative: numbers that JavaScript cannot hold come as text, times of some clocks have a fraction. */
function whole(value: unknown): number {
  const number = typeof value === 'string' && value.length < 32 ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0)) return 0;
  return Math.min(Math.trunc(number), Number.MAX_SAFE_INTEGER);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
