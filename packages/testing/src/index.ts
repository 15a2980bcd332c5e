export { bytesMethod } from './bytes-method.ts';
export {
  type Authority,
  type Certificates,
  type Issued,
  makeAuthority,
  makeCertificates,
} from './certificates.ts';
export { fixtures } from './fixtures.ts';
export type { TestExemplar, TestMetric, TestPoint } from './metrics.ts';
export {
  type NodeProcess,
  type NodeProcessOptions,
  type NodeResult,
  registerPath,
  runNode,
  startNode,
} from './node-process.ts';
export { installedNodes, type NodeVersion, nodes } from './node-versions.ts';
export { encodeRequest, type Message } from './otlp-proto.ts';
export {
  type OtlpServer,
  type OtlpServerOptions,
  type Script,
  type ScriptedResponse,
  startOtlpServer,
} from './otlp-server.ts';
export type { ReceivedRequest, Signal } from './received.ts';
export { printTree, type SpanTreeOptions } from './span-tree.ts';
export type * from './telemetry.ts';
