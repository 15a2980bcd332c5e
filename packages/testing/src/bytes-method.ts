/** A unary method of a gRPC server whose messages stay bytes, as `Server.addService` of `@grpc/grpc-js` takes it. */
export function bytesMethod(path: string) {
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  } as const;
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
