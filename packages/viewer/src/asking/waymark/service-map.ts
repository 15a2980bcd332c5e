/** `GET map`: who calls whom, how often, how long it took and how often it failed, over the traces that a filter finds. */

import type { TraceColumns } from '../../store/telemetry-store.ts';
import { Turns } from '../../store/turns.ts';
import type { Asked } from './asked.ts';
import { spanFilter } from './filter/span-filter.ts';
import { MapPeers, type Peer } from './map-peers.ts';
import { given, rangeOf, whereOf } from './parameters.ts';
import { parentRows } from './parent-rows.ts';
import { percentile } from './percentile.ts';
import type { ServiceMapJson } from './shapes.ts';

/** Enough for a picture, and soon read. The newest are read first. */
const MAX_TRACES = 5000;
const MAX_SPANS = 300_000;
const MAX_MS = 3000;
const PAGE = 500;

export async function serviceMap({ store, query }: Asked): Promise<ServiceMapJson> {
  const condition = { ...whereOf(query, spanFilter), ...rangeOf(query) };
  const map = new ServiceMap();
  const peers = new MapPeers(store);
  const turns = new Turns();
  const until = performance.now() + MAX_MS;
  let before = given(query, 'before', 'before');
  for (;;) {
    const { traces, next } = await store.searchTraces({ ...condition, ...before, limit: PAGE });
    for (const { traceId } of traces) {
      if (turns.isOver) await turns.giveWay();
      if (map.isFull || performance.now() > until) return map.json(true);
      const columns = await store.columnsOf(traceId);
      const parents = parentRows(columns);
      map.add(columns, parents, await peers.of(traceId, columns, parents));
    }
    if (next === undefined) return map.json(false);
    before = { before: next };
  }
}

/** Durations of requests or of calls, and how many of them failed. */
class Edge {
  readonly durations: number[] = [];
  errors = 0;

  add(duration: number, isError: boolean): void {
    this.durations.push(duration);
    if (isError) this.errors++;
  }
}

const SERVER = 2;
const CONSUMER = 5;
const STATUS_ERROR = 2;

/** Sums up traces one after another. */
export class ServiceMap {
  readonly #services = new Map<string, Edge>();
  /** Services that sent spans. */
  readonly #sending = new Set<string>();
  readonly #peers = new Map<string, Peer['kind']>();
  readonly #calls = new Map<string, Map<string, Edge>>();
  #traces = 0;
  #spans = 0;
  #from: bigint | undefined;
  #to = 0n;

  get isFull(): boolean {
    return this.#traces >= MAX_TRACES || this.#spans >= MAX_SPANS;
  }

  /** @param peers of rows that call something without spans */
  add(columns: TraceColumns, parents: Int32Array, peers: ReadonlyMap<number, Peer>): void {
    const { services, service, kind, status, start, end } = columns;
    this.#traces++;
    this.#spans += start.length;
    for (let row = 0; row < start.length; row++) {
      const name = services[service[row]!]!;
      const parent = parents[row]!;
      const caller = parent < 0 ? undefined : services[service[parent]!]!;
      const duration = Number(end[row]! - start[row]!);
      const isError = status[row] === STATUS_ERROR;
      const serves = kind[row] === SERVER || kind[row] === CONSUMER;
      this.#sending.add(name);
      const own = entryOf(this.#services, name, newEdge);
      if (parent < 0 || serves) own.add(duration, isError);
      // What a service does within itself is no call; a request to itself is.
      if (caller !== undefined && (caller !== name || serves))
        this.#call(caller, name).add(duration, isError);
      const peer = peers.get(row);
      if (peer !== undefined) {
        this.#peers.set(peer.name, peer.kind);
        entryOf(this.#services, peer.name, newEdge).add(duration, isError);
        this.#call(name, peer.name).add(duration, isError);
      }
      if (this.#from === undefined || start[row]! < this.#from) this.#from = start[row]!;
      if (end[row]! > this.#to) this.#to = end[row]!;
    }
  }

  /** Of what sends no spans of its own. */
  #kindOf(name: string): { kind?: Peer['kind'] } {
    const kind = this.#peers.get(name);
    return kind === undefined || this.#sending.has(name) ? {} : { kind };
  }

  #call(caller: string, called: string): Edge {
    return entryOf(entryOf(this.#calls, caller, newEdges), called, newEdge);
  }

  /** @param more there were traces that were not added */
  json(more: boolean): ServiceMapJson {
    const services = [...this.#services].map(([name, { durations, errors }]) => ({
      name,
      ...this.#kindOf(name),
      requests: durations.length,
      errors,
      ...percentiles(durations, { p50Nano: 0.5, p95Nano: 0.95, p99Nano: 0.99 }),
    }));
    const calls = [...this.#calls].flatMap(([parent, children]) =>
      [...children].map(([child, { durations, errors }]) => ({
        parent,
        child,
        calls: durations.length,
        errors,
        ...percentiles(durations, { p50Nano: 0.5, p95Nano: 0.95 }),
      })),
    );
    const seconds = this.#from === undefined ? 0 : Number(this.#to - this.#from) / 1e9;
    return { services, calls, traces: this.#traces, more, seconds };
  }
}

const newEdge = () => new Edge();
const newEdges = () => new Map<string, Edge>();

function entryOf<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function percentiles<K extends string>(
  durations: number[],
  wanted: Record<K, number>,
): { [P in K]?: number } {
  if (durations.length === 0) return {};
  const sorted = Float64Array.from(durations).sort();
  const entries = Object.entries<number>(wanted).map(([name, part]) => [name, percentile(sorted, part)]);
  return Object.fromEntries(entries);
}
