/** OTLP/gRPC: what few ask for is not in the file that all load. */

export { overGrpc } from '@waymark/delivery/grpc';
