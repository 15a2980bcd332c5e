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
export function unmark(metadata: GrpcMetadata, secret: string): void {
  const marks = metadata.get(MARK);
  if (marks.length === 0) return;
  for (const name of marked(marks, secret)) metadata.remove(name);
  metadata.remove(MARK);
}

/**
 * @param secret nobody else's: who could write a mark would have taken out what proxies add to his request before they send it
 *   on, with all that they were sent
 */
export function mark(metadata: GrpcMetadata, names: readonly string[], secret: string): void {
  if (names.length > 0) metadata.set(MARK, [secret, ...names].join(','));
}

/** The names in a mark's value, or in its values; none in one of somebody else's. */
export function marked(value: unknown, secret: string): readonly string[] {
  return [value].flat().flatMap((written) => {
    const [by, ...names] = String(written).split(',');
    return by === secret ? names : [];
  });
}
