/**
 * gRPC: what is injected into its `Metadata` is there before anybody knows which host the call goes to. A mark beside it says
 * which entries are ours; it is taken out of the HTTP/2 request, and they with it where the host is not to be told.
 */

/** Never sent: whoever writes it vouches that somebody takes it out. */
export const MARK = 'x-waymark-carried';

/** The part of `@grpc/grpc-js`'s `Metadata` that is used. */
export interface GrpcMetadata {
  get(name: string): readonly unknown[];
  set(name: string, value: string): void;
  remove(name: string): void;
}

export function isGrpcMetadata(carrier: unknown): carrier is GrpcMetadata {
  const metadata = carrier as Partial<Record<'get' | 'set' | 'remove' | 'toHttp2Headers', unknown>> | null;
  return (
    typeof metadata === 'object' &&
    typeof metadata?.toHttp2Headers === 'function' &&
    typeof metadata.get === 'function' &&
    typeof metadata.set === 'function' &&
    typeof metadata.remove === 'function'
  );
}

/** Takes out what we put in for an earlier call: applications use one `Metadata` for many. */
export function unmark(metadata: GrpcMetadata): void {
  const [names] = metadata.get(MARK);
  if (names === undefined) return;
  for (const name of marked(names)) metadata.remove(name);
  metadata.remove(MARK);
}

export function mark(metadata: GrpcMetadata, names: readonly string[]): void {
  if (names.length > 0) metadata.set(MARK, names.join(','));
}

/** The names in a mark's value. */
export function marked(value: unknown): readonly string[] {
  return String(value).split(',');
}
