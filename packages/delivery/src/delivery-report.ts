/**
 * What a queue tells a person: one line when trouble begins, one when it is over. No line holds a header, a
 * credential or a query.
 */

import { now } from './builtins.ts';
import { type Destination, originOf, placeOf } from './destination.ts';
import { counted, Episode } from './episode.ts';
import { scrub, secretsOf } from './scrub.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

const RECORDS: Record<Signal, string> = { traces: 'spans', logs: 'log records', metrics: 'data points' };

type Report = (line: string) => void;

/**
 * A dead server is one fact, not one a signal: queues with the same `report` and the same origin share it.
 */
const unreachable = new WeakMap<Report, Map<string, Episode>>();

/** What transports have told, and until when that need not be told again. */
const toldBy = new WeakMap<Report, Map<string, number>>();
const ONCE_MS = 10_000;

export interface DeliveryReportOptions {
  destination: Destination;
  signal: Signal;
  maxQueueBytes: number;
  report: Report;
}

export class DeliveryReport {
  private readonly signal: Signal;
  private readonly records: string;
  private readonly place: string;
  private readonly origin: string;
  private readonly secrets: string[];
  private readonly limit: string;
  private readonly report: Report;
  private readonly say: Report;
  private readonly unreachable: Episode;
  private readonly refused: Episode;
  private readonly overflow: Episode;
  /** Records that partial successes left out, and how many of them the one line told of. */
  private readonly rejections = { count: 0, told: 0, saidOnce: false };

  constructor({ destination, signal, maxQueueBytes, report }: DeliveryReportOptions) {
    this.signal = signal;
    this.records = RECORDS[signal];
    this.place = placeOf(destination);
    this.origin = originOf(destination);
    this.secrets = secretsOf(destination);
    this.limit = bytesInWords(maxQueueBytes);
    this.report = report;
    this.say = neverThrows(report);
    this.unreachable = sharedEpisode(report, this.origin, this.say);
    this.refused = new Episode(this.say);
    this.overflow = new Episode(this.say);
  }

  /** What a transport has to say to a person. Queues that share their report and say the same have said it. */
  tell(line: string): void {
    const clean = this.clean(`${this.origin}: ${line}`);
    const said = toldBy.get(this.report) ?? new Map<string, number>();
    toldBy.set(this.report, said);
    if (now() < (said.get(clean) ?? 0)) return;
    said.set(clean, now() + ONCE_MS);
    this.say(clean);
  }

  /** No answer; the batch is kept. */
  unanswered(why: string): void {
    // By origin and without the signal, since all signals that go there share the line.
    this.hope(this.unreachable, `cannot deliver to ${this.origin}`, why);
  }

  /** The server asks to try again later; the batch is kept. */
  postponed(why: string): void {
    this.hope(this.refused, `${this.place} does not take ${this.signal} now`, why);
  }

  /** The server will never take this batch. */
  refusedFor(why: string, count: number): void {
    this.refused.lose(count, this.records);
    this.refused.cause = this.clean(why);
    const line = () =>
      `${this.place} refuses ${this.signal}: ${this.refused.cause}; ${this.records} that it refuses are dropped`;
    // Where the end has begun, `last` will tell it together with the number.
    this.refused.begin(this.refused.isHeld ? undefined : line);
  }

  /** The end has begun, of the process or of the queue: that batches are kept is no news now. Until `ended` or `release`. */
  hold(): void {
    this.unreachable.hold();
    this.refused.hold();
  }

  /** It was not the end. */
  release(): void {
    this.unreachable.release();
    this.refused.release();
  }

  /** Whether there is trouble whose cause is known. */
  get isTroubled(): boolean {
    return this.unreachable.isOpen || this.refused.isOpen;
  }

  /** It was the end, and `count` records were lost by it. Queues that share their trouble and end together share the line. */
  ended(count: number, why = ''): void {
    const trouble = this.refused.isOpen ? this.refused : this.unreachable;
    if (count > 0) {
      trouble.absorb(this.overflow);
      trouble.loseAtEnd(count, this.records);
      if (why !== '') trouble.cause = this.clean(why);
    }
    this.release();
    this.conclude(this.unreachable, this.origin);
    this.conclude(this.refused, this.place);
  }

  /** Dropped because newer ones needed the room, or because it failed for too long. */
  crowdedOut(count: number): void {
    const trouble = [this.unreachable, this.refused].find((episode) => episode.isOpen);
    (trouble ?? this.overflow).lose(count, this.records);
    if (trouble !== undefined) return;
    this.overflow.begin(
      () =>
        `${this.records} are made faster than ${this.place} takes them: what exceeds the queue is dropped`,
    );
  }

  /** The batch was taken, but `count` records of it were not; with 0, the message is a warning. Said once. */
  rejected(count: number, message: string): void {
    this.rejections.count += count;
    if (this.rejections.saidOnce) return;
    this.rejections.saidOnce = true;
    this.rejections.told = count;
    const what =
      count > 0 ? `rejected ${counted(count, this.records)}` : `took ${this.signal} with a warning`;
    const why = message === '' ? 'no reason given' : `'${this.clean(message)}'`;
    this.say(`${this.place} ${what}: ${why}; later ones are counted without a line`);
  }

  /** Nobody will hear of it later: says what was dropped and never counted aloud. Nothing where all was. */
  last(): void {
    const refused = this.refused.takeUnsaid();
    if (refused !== undefined)
      this.say(`${this.place} refuses ${this.signal}: ${this.refused.cause}; ${refused} dropped in all`);
    const crowdedOut = this.overflow.takeUnsaid();
    if (crowdedOut !== undefined)
      this.say(`${crowdedOut} in all found no room in the queue to ${this.place}`);
    const { count, told } = this.rejections;
    if (count > told) this.say(`${this.place} rejected ${counted(count, this.records)} in all`);
    this.rejections.told = count;
  }

  /** A batch was taken. `caughtUp`: nothing waits. */
  delivered(caughtUp: boolean): void {
    this.unreachable.end((dropped) => `delivery to ${this.origin} works again, ${dropped}`);
    this.refused.end((dropped) => `delivery of ${this.signal} works again, ${dropped}`);
    if (caughtUp) this.overflow.end((dropped) => `delivery of ${this.signal} keeps up again, ${dropped}`);
  }

  private hope(trouble: Episode, fact: string, why: string): void {
    trouble.cause = this.clean(why);
    trouble.absorb(this.overflow);
    const line = () =>
      `${fact}: ${trouble.cause}; up to ${this.limit} are kept and tried again while the process runs, the oldest are dropped first`;
    trouble.begin(trouble.isHeld ? undefined : line);
  }

  private conclude(trouble: Episode, where: string): void {
    trouble.conclude(
      (lost) =>
        `could not deliver to ${where}: ${trouble.cause || 'no answer in the time that was left'}; ${lost} lost`,
    );
  }

  private clean(text: string): string {
    return scrub(text, this.secrets);
  }
}

function sharedEpisode(report: Report, origin: string, say: Report): Episode {
  const byOrigin = unreachable.get(report) ?? new Map<string, Episode>();
  const episode = byOrigin.get(origin) ?? new Episode(say);
  unreachable.set(report, byOrigin.set(origin, episode));
  return episode;
}

function neverThrows(report: Report): Report {
  return (line) => {
    try {
      report(line);
    } catch {
      // Whoever prints lines must not be able to stop a delivery.
    }
  };
}

function bytesInWords(bytes: number): string {
  if (bytes >= 1 << 20) return `${Math.round(bytes / (1 << 20))} MiB`;
  return bytes >= 1 << 10 ? `${Math.round(bytes / (1 << 10))} KiB` : `${bytes} bytes`;
}
