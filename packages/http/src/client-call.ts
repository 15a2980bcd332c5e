/**
 * One outgoing request, of any client: what is known of its end, of its duration and of its span. One object, since it is
 * made for every request.
 */
import type { Span } from '@opentelemetry/api';
import { clock, RecordingSpan, type SharedAttributes } from '@waymark/tracing';
import { ERROR_TYPE } from './attributes.ts';
import { beginningOf, type ClientOutcome, type ClientTarget, endAttributes } from './client-target.ts';
import { type DurationFacts, type DurationRecorder, millisOf } from './durations/measurement.ts';
import { CLIENT_ERRORS_FROM, failByStatus, nameOf, recordFailure, recordStatusCode } from './span-outcome.ts';

export class ClientCall implements DurationFacts, ClientOutcome {
  /** One that the conventions know. */
  method = '';
  scheme: string | undefined = undefined;
  protocolVersion: string | undefined = undefined;
  statusCode: number | undefined = undefined;
  errorType: string | undefined = undefined;
  readonly route = undefined;
  address: string | undefined = undefined;
  port: number | undefined = undefined;
  peerAddress: string | undefined = undefined;
  peerPort: number | undefined = undefined;

  shared: SharedAttributes | undefined = undefined;
  alsoShared: SharedAttributes | undefined = undefined;
  /** Until the end, and only if the span records. */
  open: RecordingSpan | undefined = undefined;

  /** The beginning of `url.full`. */
  protected origin = '';
  private target: ClientTarget | undefined = undefined;
  /** Until the end, and only if durations are recorded. */
  private measured: Span | undefined = undefined;
  /** Of the monotonic clock, where no span that records has read it. */
  private startedAt = 0;
  /** The status code that the span was described with. */
  private describedStatus: number | undefined = undefined;

  /** Before the start: where the request goes, and with which method. */
  goesTo(target: ClientTarget, method: string): void {
    this.target = target;
    this.origin = target.origin;
    this.method = method;
    this.address = target.address;
    this.port = target.port;
    this.shared = target.shared;
    this.alsoShared = beginningOf(method);
  }

  started(span: Span, isMeasured: boolean): void {
    if (span instanceof RecordingSpan) this.open = span;
    if (!isMeasured) return;
    this.measured = span;
    if (this.open === undefined) this.startedAt = clock.monotonic();
  }

  /** Whether its end is still to come. */
  get isOpen(): boolean {
    return this.open !== undefined || this.measured !== undefined;
  }

  /** The peer of a kept-alive connection has to be taken before the response ends. */
  meetPeer(socket: { remoteAddress?: string | undefined; remotePort?: number | undefined } | null): void {
    const address = socket?.remoteAddress;
    if (address === undefined) return;
    this.peerAddress = address;
    this.peerPort = socket!.remotePort;
  }

  /** The status code, and the error that it is, unless one is known already. */
  meetStatus(statusCode: number): void {
    this.statusCode = statusCode;
    if (statusCode >= CLIENT_ERRORS_FROM && statusCode < 600) this.errorType ??= String(statusCode);
  }

  fail(error: unknown, errorType: string = nameOf(error)): void {
    this.errorType = errorType;
    if (this.open !== undefined) recordFailure(this.open, error, errorType);
  }

  /**
   * Writes what is known of the end onto the span. Where hooks run at the response it is called before them, and once more
   * at the end: then only a status code that the application has written since is new, and the rest is the hooks'.
   */
  describe(span: RecordingSpan): void {
    const { statusCode, describedStatus } = this;
    if (describedStatus !== undefined) {
      if (statusCode !== describedStatus) recordStatusCode(span, statusCode!, CLIENT_ERRORS_FROM);
      return;
    }
    this.describedStatus = statusCode;
    const outcome = span.shared === undefined ? undefined : this.target?.outcomeOf(this);
    if (outcome === undefined || !span.shareInstead(outcome)) this.describeAlone(span);
    if (statusCode !== undefined) failByStatus(span, statusCode, CLIENT_ERRORS_FROM);
  }

  /** Ends the span, if nobody has, and counts the duration. */
  finish(recorder: DurationRecorder | undefined): void {
    const { open, measured } = this;
    this.open = undefined;
    this.measured = undefined;
    if (open?.ended === false) open.end();
    if (measured === undefined || recorder === undefined) return;
    recorder.record(this, Math.max(0, this.millis(measured)) / 1000, measured);
  }

  /** What somebody said about the error before, stays. */
  private describeAlone(span: RecordingSpan): void {
    const attributes = endAttributes(this);
    for (const key in attributes) {
      const value = attributes[key];
      if (value !== undefined && !(key === ERROR_TYPE && key in span.attributes)) span.putTrusted(key, value);
    }
  }

  /** The span's readings of the clock serve the duration too. */
  private millis(span: Span): number {
    if (!(span instanceof RecordingSpan)) return clock.monotonic() - this.startedAt;
    return millisOf(span);
  }
}
