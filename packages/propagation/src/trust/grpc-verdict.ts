/** What was found of an incoming call of gRPC, between its stream, which has a peer, and its metadata, which have none. */
import type { Context } from '@opentelemetry/api';

/** The same for every copy of this package in a process. */
const VERDICT_KEY: symbol = Symbol.for('waymark.grpc-verdict.v1');

export function withGrpcVerdict(context: Context, isTrusted: boolean): Context {
  return context.setValue(VERDICT_KEY, isTrusted);
}

/** `undefined` outside of a call whose stream was seen. */
export function grpcVerdict(context: Context): boolean | undefined {
  return context.getValue(VERDICT_KEY) as boolean | undefined;
}
