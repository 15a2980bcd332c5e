/** How encoded telemetry leaves the process: bounded, retried, counted, and at exit too. */

export type { Batch } from './backlog.ts';
export { type DeliveredSync, deliverSync } from './deliver-sync.ts';
export { DeliveryQueue } from './delivery-queue.ts';
export type { DeliveryCounts, DeliveryQueueOptions, FlushOptions } from './delivery-queue-options.ts';
export { DeliveryReport, type DeliveryReportOptions, type Signal } from './delivery-report.ts';
export {
  type Destination,
  originOf,
  type ProgramTarget,
  type RequestTarget,
  type TargetElsewhere,
} from './destination.ts';
export { type Failure, failure, isReset } from './failure.ts';
export { gzipped, plainBody } from './gzip.ts';
export { HttpTransport } from './http-transport.ts';
export { prepare } from './own-modules.ts';
export { pemText } from './pem-file.ts';
export type { PendingPost } from './pending-post.ts';
export { openCredentials } from './plaintext.ts';
export { printable } from './response-message.ts';
export { type RetryOptions, retryAfterMs } from './retry.ts';
export {
  StreamConnection,
  StreamConnector,
  type StreamConnectorOptions,
  type StreamElsewhere,
  type StreamListener,
} from './stream-connection.ts';
export { TlsMaterial, type TlsOptions, type TlsTexts } from './tls-material.ts';
export type { Answer, MakeTransport, Transport, TransportElsewhere } from './transport.ts';
export { notNow, type Outcome, type Verdict, verdictOf, verdictOfError } from './verdict.ts';
