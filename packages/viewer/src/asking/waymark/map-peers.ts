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
    const unsure = leaves.filter((row) => !this.#isSure(columns, row));
    const read = unsure.length === 0 ? [] : await this.#read(traceId, columns, unsure);
    const peers = new Map<number, Peer>();
    for (const row of leaves) {
      const own = read.find(({ span }) => span.spanId === hexOf(columns.spanId[row]!));
      const peer =
        own === undefined ? this.#knownOf(columns, row).peer : this.#learn(columns, row, peerOf(own));
      if (peer !== undefined) peers.set(row, peer);
    }
    return peers;
  }

  #read(traceId: string, { spanId }: TraceColumns, rows: readonly number[]): Promise<StoredSpan[]> {
    return this.#store.spansOf(traceId, new Set(rows.map((row) => hexOf(spanId[row]!))));
  }

  #isSure(columns: TraceColumns, row: number): boolean {
    const { seen, agree } = this.#knownOf(columns, row);
    return seen >= ENOUGH && agree;
  }

  #learn(columns: TraceColumns, row: number, peer: Peer | undefined): Peer | undefined {
    const known = this.#knownOf(columns, row);
    if (known.seen > 0 && known.peer?.name !== peer?.name) known.agree = false;
    known.seen++;
    known.peer = peer;
    return peer;
  }

  #knownOf({ services, service, names, name }: TraceColumns, row: number): Known {
    const key = JSON.stringify([services[service[row]!], names[name[row]!]]);
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
