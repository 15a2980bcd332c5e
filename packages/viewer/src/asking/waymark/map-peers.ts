/**
 * What services call that sends no spans: databases, queues, services of others. It is named by attributes of spans, which cost
 * more to read than columns do; so of spans with one name only the first few are looked at, where these agree.
 */

import type { OtlpKeyValue } from '@waymark/otlp';
import { valueText } from '../../store/matching/value-text.ts';
import type { StoredSpan, TelemetryStore, TraceColumns } from '../../store/telemetry-store.ts';
import { hexOf } from './hex.ts';

export interface Peer {
  name: string;
  kind: 'database' | 'queue' | 'external';
}

const CLIENT = 3;
const PRODUCER = 4;

/** So many spans of a name that all call the same: then the others do. */
const ENOUGH = 8;

/** So many are looked at in one trace where they do not agree. */
const MOST = 200;

/** What is known of the spans with one name of one service. */
interface Known {
  seen: number;
  peer: Peer | undefined;
  agree: boolean;
}

export class MapPeers {
  readonly #store: TelemetryStore;
  readonly #known = new Map<string, Known>();

  constructor(store: TelemetryStore) {
    this.#store = store;
  }

  /** By row, the peer of each span that calls something and has nothing below it. */
  async of(traceId: string, columns: TraceColumns, parents: Int32Array): Promise<Map<number, Peer>> {
    const leaves = leafCalls(columns, parents);
    const peers = new Map<number, Peer>();
    await this.#look(traceId, columns, this.#unsure(columns, leaves, ENOUGH), peers);
    const others = leaves.filter((row) => !peers.has(row));
    await this.#look(traceId, columns, this.#unsure(columns, others, MOST), peers);
    for (const row of others) {
      const { peer, agree } = this.#knownOf(columns, row);
      if (agree && peer !== undefined) peers.set(row, peer);
    }
    return peers;
  }

  /** Of each name whose spans are not known to agree, so many rows. */
  #unsure(columns: TraceColumns, rows: readonly number[], most: number): number[] {
    const counts = new Map<Known, number>();
    return rows.filter((row) => {
      const known = this.#knownOf(columns, row);
      const count = counts.get(known) ?? 0;
      counts.set(known, count + 1);
      return count < most && !(known.agree && known.seen >= ENOUGH);
    });
  }

  async #look(
    traceId: string,
    columns: TraceColumns,
    rows: readonly number[],
    peers: Map<number, Peer>,
  ): Promise<void> {
    if (rows.length === 0) return;
    const spans = await this.#read(traceId, columns, rows);
    const byId = new Map(spans.map((each) => [each.span.spanId, each]));
    for (const row of rows) {
      const span = byId.get(hexOf(columns.spanId[row]!));
      const peer = span && this.#learn(columns, row, peerOf(span));
      if (peer !== undefined) peers.set(row, peer);
    }
  }

  #read(traceId: string, { spanId }: TraceColumns, rows: readonly number[]): Promise<StoredSpan[]> {
    return this.#store.spansOf(traceId, new Set(rows.map((row) => hexOf(spanId[row]!))));
  }

  #learn(columns: TraceColumns, row: number, peer: Peer | undefined): Peer | undefined {
    const known = this.#knownOf(columns, row);
    if (known.seen > 0 && known.peer?.name !== peer?.name) known.agree = false;
    known.seen++;
    known.peer = peer;
    return peer;
  }

  #knownOf({ services, service, names, name }: TraceColumns, row: number): Known {
    const key = `${services[service[row]!]}\n${names[name[row]!]}`;
    const known = this.#known.get(key) ?? { seen: 0, peer: undefined, agree: true };
    this.#known.set(key, known);
    return known;
  }
}

function leafCalls({ kind }: TraceColumns, parents: Int32Array): number[] {
  const withChildren = new Set(parents);
  const rows = Array.from(kind.keys());
  return rows.filter((row) => (kind[row] === CLIENT || kind[row] === PRODUCER) && !withChildren.has(row));
}

/** By the semantic conventions, their older names included. */
export function peerOf({ span: { attributes } }: Pick<StoredSpan, 'span'>): Peer | undefined {
  const first = (...keys: string[]) => firstText(attributes, keys);
  const database = first('db.system.name', 'db.system');
  if (database) return { kind: 'database', name: joined(database, first('db.namespace', 'db.name')) };
  const queue = first('messaging.system');
  if (queue) return { kind: 'queue', name: joined(queue, first('messaging.destination.name')) };
  const name = first('service.peer.name', 'peer.service', 'server.address', 'net.peer.name');
  return name === undefined ? undefined : { kind: 'external', name };
}

function firstText(attributes: readonly OtlpKeyValue[], keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.find((each) => each.key === key)?.value;
    const text = value && valueText(value);
    if (text) return text;
  }
  return undefined;
}

const joined = (name: string, detail: string | undefined) => (detail ? `${name} ${detail}` : name);
