/** A span as Zipkin gives it back: what it keeps of what it was sent. */

import { toZipkinSpan } from '@waymark/zipkin';
import type { StoredSpan } from '../../store/telemetry-store.ts';
import { type ShownEndpoint, shownEndpoint } from './endpoint.ts';
import { readableSpan } from './readable-span.ts';

/** Zipkin's v2 model (zipkin-api, zipkin2-api.yaml), without what is empty or 0. */
export interface ShownSpan {
  /** 32 digits, or 16 where the others are zeros. */
  traceId: string;
  parentId?: string;
  id: string;
  kind?: string;
  /** Names of spans and services are in lower case. */
  name?: string;
  /** Microseconds. */
  timestamp?: number;
  duration?: number;
  localEndpoint?: ShownEndpoint;
  remoteEndpoint?: ShownEndpoint;
  annotations?: ShownAnnotation[];
  tags?: Record<string, string>;
  debug?: true;
  shared?: true;
}

export interface ShownAnnotation {
  timestamp: number;
  value: string;
}

/** What a sender of Zipkin's sent, or what our exporter would send. */
interface SentSpan extends Omit<ShownSpan, 'localEndpoint' | 'remoteEndpoint'> {
  localEndpoint?: Partial<ShownEndpoint>;
  remoteEndpoint?: Partial<ShownEndpoint>;
}

export function shownSpan(stored: StoredSpan): ShownSpan {
  const { traceId, parentId, id, kind, ...sent } = sentSpan(stored);
  const [local, remote] = [shownEndpoint(sent.localEndpoint), shownEndpoint(sent.remoteEndpoint)];
  const annotations = inOrder(sent.annotations ?? []);
  const tags = Object.entries(sent.tags ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    traceId: shortTraceId(traceId),
    ...(parentId ? { parentId } : {}),
    id,
    ...(kind ? { kind: kind.toUpperCase() } : {}),
    ...(sent.name ? { name: sent.name.toLowerCase() } : {}),
    ...(sent.timestamp ? { timestamp: sent.timestamp } : {}),
    ...(sent.duration ? { duration: sent.duration } : {}),
    ...(local ? { localEndpoint: local } : {}),
    ...(remote ? { remoteEndpoint: remote } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
    ...(sent.debug ? { debug: true } : {}),
    ...(sent.shared ? { shared: true } : {}),
  };
}

export const shortTraceId = (traceId: string) => traceId.replace(/^0{16}/, '');

function sentSpan(stored: StoredSpan): SentSpan {
  if (stored.zipkin !== undefined) return JSON.parse(stored.zipkin) as SentSpan;
  const sent: SentSpan = { ...toZipkinSpan(readableSpan(stored)) } as SentSpan;
  // Our exporter gives it the name of the default resource.
  if (!hasName(stored)) delete sent.localEndpoint;
  return sent;
}

function hasName({ resource }: StoredSpan): boolean {
  return resource.attributes.some(({ key, value }) => key === 'service.name' && value.stringValue !== '');
}

/** By time and text, and none twice. */
function inOrder(annotations: readonly ShownAnnotation[]): ShownAnnotation[] {
  const known = annotations.filter(({ timestamp, value }) => timestamp && value);
  const distinct = new Map(known.map((each) => [`${each.timestamp} ${each.value}`, each]));
  return [...distinct.values()].sort(
    (one, other) => one.timestamp - other.timestamp || (one.value < other.value ? -1 : 1),
  );
}
