/** Holds encoded batches, bounded, until they are delivered, a few requests at a time. */

import { Backlog, type Batch, type Entry } from './backlog.ts';
import { now, setImmediate } from './builtins.ts';
import type { DeliveryCounts, DeliveryQueueOptions, FlushOptions } from './delivery-queue-options.ts';
import { DeliveryReport } from './delivery-report.ts';
import type { Destination } from './destination.ts';
import { NOT_IN_TIME } from './failure.ts';
import { FlushWaiters } from './flush-waiters.ts';
import { gzipped } from './gzip.ts';
import { HttpTransport } from './http-transport.ts';
import { Pause } from './pause.ts';
import type { PendingPost } from './pending-post.ts';
import { refusePlaintext } from './plaintext.ts';
import { backoffMs, RETRY, type RetryOptions } from './retry.ts';
import type { MakeTransport, Transport } from './transport.ts';
import { untraced } from './untraced.ts';
import { notNow, type Outcome, type Verdict, verdictOf } from './verdict.ts';

/** RATIONALE.md, "How many requests at a time?" */
const MAX_IN_FLIGHT = 8;

export class DeliveryQueue {
  private readonly destination: Destination;
  private readonly optional: boolean;
  private readonly retry: RetryOptions;
  private readonly report: DeliveryReport;
  private readonly transport: Transport;
  private readonly judge: (outcome: Outcome, batch: Batch) => Verdict;
  private readonly waiting: Backlog;
  private readonly flushes = new FlushWaiters();
  private readonly pause = new Pause();
  private readonly maxInFlight: number;
  private readonly inflight = new Set<Entry>();
  private sequence = 0;
  private added = 0;
  private delivered = 0;
  private dropped = 0;
  private inflightRecords = 0;
  /** Batches given out by `takePending` and not settled yet, and records of those that failed. */
  private readonly taken = { left: 0, lost: 0, why: '' };
  /** Waits since an attempt did not fail, of whatever batch. */
  private failures = 0;
  /** How many waits there were: attempts that began before the last one say nothing new. */
  private round = 0;
  /** The server took the batch that was tried last: others may go at the same time. */
  private proven = false;
  private waking = false;
  private pausing = false;
  private turnedOff = false;
  private phase: 'open' | 'closing' | 'closed' = 'open';

  /** @throws Error when the destination's URL is not valid, and when credentials would go there over plain text */
  constructor(options: DeliveryQueueOptions) {
    const { destination, maxQueueBytes = 16 * 1024 * 1024 } = options;
    this.destination = destination;
    this.optional = options.optional ?? false;
    this.retry = { ...RETRY, ...options.retry };
    // Points of one series are to arrive in their order.
    this.maxInFlight = options.signal === 'metrics' ? 1 : MAX_IN_FLIGHT;
    this.report = new DeliveryReport({ ...options, maxQueueBytes });
    const { transport = overHttp, judge = (outcome) => verdictOf(outcome, this.optional) } = options;
    this.transport = transport(destination, (line) => this.report.tell(line));
    refusePlaintext(destination);
    this.judge = judge;
    this.waiting = new Backlog({
      bytes: maxQueueBytes,
      records: options.maxQueueRecords ?? Number.POSITIVE_INFINITY,
    });
  }

  get counts(): DeliveryCounts {
    const { added, delivered, dropped, inflightRecords, waiting } = this;
    return {
      added,
      delivered,
      dropped,
      queuedRecords: waiting.records,
      queuedBytes: waiting.bytes,
      inflightRecords,
    };
  }

  /** The server does not know the signal: what is added is ignored, and need not be made. */
  get off(): boolean {
    return this.turnedOff;
  }

  /** Takes a batch for delivery, soon and off the caller's back. Never throws. After shutdown it is dropped. */
  add({ body, records, encoding }: Batch): void {
    if (this.turnedOff) return;
    this.added += records;
    const sequence = ++this.sequence;
    const entry: Entry = {
      body,
      records,
      sequence,
      encoding,
      firstFailure: undefined,
      settled: false,
    };
    if (this.phase !== 'open') {
      this.drop(entry);
    } else {
      this.crowdOut(this.waiting.push(entry, this.inflightBytes));
      this.wake();
    }
  }

  /**
   * Resolves when everything added before is delivered or dropped, or after `timeoutMs`. Meanwhile the process
   * stays alive, and a wait for the next attempt is cut short (not one that the server asked for). Never rejects.
   *
   * @param timeoutMs defaults to the destination's
   */
  flush(timeoutMs: number = this.destination.timeoutMs, options: FlushOptions = {}): Promise<void> {
    const unsettled = this.waiting.length + this.inflight.size;
    if (unsettled === 0) return Promise.resolve();
    const { ending = false, endOnRefusal = ending } = options;
    const wait = { endOnRefusal, unsettled, upTo: this.sequence, timeoutMs };
    if (ending) this.report.hold();
    const flushed = this.flushes.wait(ending ? { ...wait, onEnd: () => this.report.release() } : wait);
    this.pause.hurry();
    return flushed;
  }

  /**
   * Flushes, for at most `timeoutMs` and no longer than there is hope; then drops what is left and closes the
   * connection. Never rejects. A second call waits for the first, but may shorten it.
   */
  shutdown(timeoutMs: number = this.destination.timeoutMs): Promise<void> {
    if (this.phase === 'open') {
      this.phase = 'closing';
      this.report.hold();
      this.pause.end();
    }
    return this.flush(timeoutMs, { ending: true }).then(() => this.end());
  }

  /**
   * Takes out everything undelivered, batches in flight included, for `deliverSync`. Requests in flight are ended here
   * and sent again there: the server may get those batches twice, which is better than not at all.
   */
  takePending(): PendingPost[] {
    const target = this.transport.targetElsewhere;
    const entries = this.takeAll();
    if (this.taken.left === 0 && entries.length > 0) this.report.hold();
    return entries.map((entry) => {
      this.inflightRecords += entry.records;
      this.taken.left++;
      const { body, encoding, records } = entry;
      const settle = (outcome: Outcome) => this.settleTaken(entry, outcome);
      return { target, body, encoding, records, settle };
    });
  }

  /** For the end of the process, after everything else: says how much was refused, rejected or crowded out, if that was not said. */
  conclude(): void {
    this.report.last();
  }

  private get inflightBytes(): number {
    let bytes = 0;
    for (const { body } of this.inflight) bytes += body.length;
    return bytes;
  }

  private get mayStart(): boolean {
    if (this.pausing || this.waiting.length === 0) return false;
    return this.inflight.size < (this.proven ? this.maxInFlight : 1);
  }

  /**
   * Not at once: `add` is called where a span ends, and the request that ends it must not pay for the sending. Each batch in
   * a turn of the event loop of its own, so that what starting them costs does not add up.
   */
  private wake(): void {
    if (this.waking || !this.mayStart) return;
    this.waking = true;
    untraced(() => setImmediate(() => this.startNext()));
  }

  private startNext(): void {
    this.waking = false;
    const entry = this.mayStart ? this.waiting.shift() : undefined;
    if (entry === undefined) return;
    this.deliver(entry).catch(() => {}); // no mistake of ours may end the process
    this.wake();
  }

  private async deliver(entry: Entry): Promise<void> {
    const { round } = this;
    this.inflight.add(entry);
    this.inflightRecords += entry.records;
    const outcome = await this.attempt(entry);
    if (!this.inflight.delete(entry)) return; // taken meanwhile
    this.inflightRecords -= entry.records;
    const verdict = this.verdictOn(entry, outcome);
    const isNews = round === this.round;
    if (verdict.kind === 'retry') await this.tryAgain(entry, verdict, isNews);
    else {
      if (isNews) this.works();
      this.settle(entry, verdict);
    }
    this.wake();
  }

  /** Where only a part is decided, that part is accounted for, and the entry is the rest from then on. */
  private verdictOn(entry: Entry, outcome: Outcome): Exclude<Verdict, { kind: 'some' }> {
    const verdict = judged(this.judge, outcome, entry);
    if (verdict.kind !== 'some') return verdict;
    const { delivered, rejected, left } = partsOf(entry, verdict);
    this.delivered += delivered;
    this.dropped += rejected;
    if (delivered > 0) this.failures = 0;
    if (rejected > 0) this.report.rejected(rejected, verdict.why);
    Object.assign(entry, left);
    if (left.records === 0) return { kind: 'delivered', rejected: 0, message: '' };
    return notNow(verdict.why, verdict.afterMs);
  }

  private works(): void {
    this.failures = 0;
    this.proven = true;
  }

  private async attempt(entry: Entry): Promise<Outcome> {
    try {
      if (this.destination.compression === 'gzip') await this.compress(entry);
      if (!this.inflight.has(entry)) return new Error('taken');
      return await this.transport.post(entry.body, entry.encoding);
    } catch (error) {
      return error instanceof Error ? error : new Error('failed');
    }
  }

  private async compress(entry: Entry): Promise<void> {
    if (entry.encoding !== undefined) return;
    const smaller = await gzipped(entry.body);
    if (smaller === undefined) return;
    entry.body = smaller;
    entry.encoding = 'gzip';
  }

  private async tryAgain(entry: Entry, verdict: Verdict & { kind: 'retry' }, isNews: boolean): Promise<void> {
    if (verdict.unreachable) this.report.unanswered(verdict.why);
    else this.report.postponed(verdict.why);
    entry.firstFailure ??= now();
    if (now() - entry.firstFailure < this.retry.giveUpAfterMs) this.crowdOut(this.waiting.unshift(entry));
    else this.crowdOut([entry]);
    // Of several that fail together the first has made the wait; the server may still ask for a longer one.
    if (isNews) await this.standStill(verdict);
    else if (verdict.afterMs !== undefined) this.pause.extend(this.waitMs(verdict.afterMs));
  }

  private async standStill({ afterMs, refused }: Verdict & { kind: 'retry' }): Promise<void> {
    this.failures++;
    this.round++;
    this.proven = false;
    const waitMs = this.waitMs(afterMs);
    this.pausing = true;
    this.flushes.futileFor(refused ? Number.POSITIVE_INFINITY : waitMs);
    await this.pause.wait(waitMs, afterMs !== undefined);
    this.pausing = false;
  }

  /** As the server wishes, or by exponential backoff; a flush has no time for a long one. */
  private waitMs(afterMs: number | undefined): number {
    if (afterMs !== undefined) return afterMs * (1 + Math.random() / 10); // so that not all come back at once
    const waitMs = backoffMs(this.failures, this.retry);
    return this.flushes.some ? Math.min(waitMs, this.retry.initialMs) : waitMs;
  }

  /** Accounts for a batch whose fate is decided. */
  private settle(entry: Entry, verdict: Exclude<Verdict, { kind: 'retry' | 'some' }>): void {
    if (verdict.kind === 'delivered') {
      this.accept(entry, verdict.rejected, verdict.message);
      return;
    }
    // Before the flushes hear of it: one of them may be the end, which tells the number with the reason.
    if (verdict.kind === 'drop') this.report.refusedFor(verdict.why, entry.records);
    this.drop(entry);
    if (verdict.kind === 'off') this.turnOff();
  }

  private accept(entry: Entry, rejectedCount: number, message: string): void {
    const rejected = within(rejectedCount, entry.records);
    const delivered = entry.records - rejected;
    this.delivered += delivered;
    this.dropped += rejected;
    this.report.delivered(this.waiting.length === 0);
    if (rejected > 0 || message !== '') this.report.rejected(rejected, message);
    this.release(entry);
  }

  private settleTaken(entry: Entry, outcome: Outcome): number {
    const deliveredBefore = this.delivered;
    this.inflightRecords -= entry.records;
    const verdict = this.verdictOn(entry, outcome);
    if (verdict.kind !== 'retry') this.settle(entry, verdict);
    else {
      this.drop(entry);
      this.taken.lost += entry.records;
      // What was met before says more than that the time was over.
      if (outcome !== NOT_IN_TIME || !this.report.isTroubled) this.taken.why = verdict.why;
    }
    if (--this.taken.left === 0) {
      this.report.ended(this.taken.lost, this.taken.why);
      Object.assign(this.taken, { lost: 0, why: '' });
    }
    return this.delivered - deliveredBefore;
  }

  private turnOff(): void {
    this.turnedOff = true;
    for (const entry of [...this.takeInflight(), ...this.waiting.clear()]) this.drop(entry);
    this.transport.close();
  }

  private crowdOut(entries: Entry[]): void {
    for (const entry of entries) {
      this.drop(entry);
      this.report.crowdedOut(entry.records);
    }
  }

  private drop(entry: Entry): void {
    this.dropped += entry.records;
    this.release(entry);
  }

  /** Tells the flushes, once: a batch that was taken is settled later a second time. */
  private release(entry: Entry): void {
    if (!entry.settled) this.flushes.settled(entry.sequence);
    entry.settled = true;
  }

  /** Everything undelivered, oldest first; the flushes that wait for it are over. */
  private takeAll(): Entry[] {
    const inflight = this.takeInflight();
    if (inflight.length > 0) this.transport.abort();
    const entries = [...inflight, ...this.waiting.clear()];
    for (const entry of entries) this.release(entry);
    this.pause.end();
    return entries.sort((one, other) => one.sequence - other.sequence);
  }

  /** What becomes of their requests is nobody's concern then. */
  private takeInflight(): Entry[] {
    const entries = [...this.inflight];
    this.inflight.clear();
    for (const { records } of entries) this.inflightRecords -= records;
    return entries;
  }

  private end(): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    const left = this.takeAll();
    const records = left.reduce((sum, entry) => sum + entry.records, 0);
    this.dropped += records;
    this.report.ended(records);
    this.transport.close();
  }
}

const overHttp: MakeTransport = (destination, say) => {
  if (destination.protocol === 'grpc')
    throw new Error("A gRPC destination needs 'overGrpc' of '@waymark/delivery/grpc'");
  return new HttpTransport(destination, say);
};

/** A mistake in reading an answer must not lose count of the batch. */
function judged(judge: (outcome: Outcome, batch: Batch) => Verdict, outcome: Outcome, batch: Batch): Verdict {
  try {
    return judge(outcome, batch);
  } catch {
    return { kind: 'drop', why: 'its answer could not be read' };
  }
}

/** Whatever somebody counted, `NaN` and less than nothing included. */
function within(count: number, most: number): number {
  return count > 0 ? Math.min(count, most) : 0;
}

/** What became of the entry's records, and what is left of it. The three numbers add up to the entry's, whatever was said. */
function partsOf({ body, records, encoding }: Entry, verdict: Verdict & { kind: 'some' }) {
  const delivered = within(verdict.delivered, records);
  const undecided = records - delivered;
  const { again } = verdict;
  const rejected = again === undefined ? undecided : within(verdict.rejected, undecided);
  const left = {
    body: again?.body ?? body,
    encoding: again ? again.encoding : encoding,
    records: undecided - rejected,
  };
  return { delivered, rejected, left };
}
