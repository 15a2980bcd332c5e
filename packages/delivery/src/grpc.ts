/** OTLP/gRPC, for those who use it: a file of its own, so that nobody else loads it. */

import type { DeliveryQueueOptions } from './delivery-queue-options.ts';
import { GrpcTransport } from './grpc-transport.ts';
import { grpcVerdictOf } from './grpc-verdict.ts';

/**
 * For the options of a queue whose destination has `protocol: 'grpc'`. The URL's path is the method
 * (`http://localhost:4317/opentelemetry.proto.collector.trace.v1.TraceService/Export`).
 *
 * @param optional as in the queue's options
 */
export function overGrpc(optional = false): Required<Pick<DeliveryQueueOptions, 'transport' | 'judge'>> {
  return {
    transport: (destination, say) => new GrpcTransport(destination, say),
    judge: (outcome) => grpcVerdictOf(outcome, optional),
  };
}
