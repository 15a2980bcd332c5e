/** How encoded telemetry leaves the process: bounded, retried, counted, and at exit too. */

export type { Batch } from './backlog.ts';
export { type DeliveredSync, deliverSync } from './deliver-sync.ts';
export { DeliveryQueue } from './delivery-queue.ts';
export type { DeliveryCounts, DeliveryQueueOptions, FlushOptions } from './delivery-queue-options.ts';
export { DeliveryReport, type DeliveryReportOptions, type Signal } from './delivery-report.ts';
export type { Destination } from './destination.ts';
export { prepare } from './own-modules.ts';
export type { PendingPost } from './pending-post.ts';
export type { RetryOptions } from './retry.ts';
