/**
 * How a framework tells the server span its route: upstream's RPC metadata, a mutable object in the context under the key
 * of `@opentelemetry/core`. Declared here because that package is not otherwise needed on the request path.
 */
import type { Span } from '@opentelemetry/api';

/** The key behind `getRPCMetadata` and `setRPCMetadata` of `@opentelemetry/core`. */
export const RPC_METADATA_KEY: symbol = Symbol.for('OpenTelemetry SDK Context Key RPC_METADATA');

/** Same shape as `RPCMetadata` of `@opentelemetry/core`, whose `RPCType.HTTP` is the string `http`. */
export interface RpcMetadata {
  type: 'http';
  /** The matched route as a pattern (`/orders/:id`); set by framework instrumentations. */
  route?: string;
  span: Span;
}
