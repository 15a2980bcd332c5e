/** Whom a span talked to. */

import { type Attributes, SpanKind } from '@opentelemetry/api';
import type { ZipkinEndpoint } from './zipkin-types.ts';

interface Candidate {
  readonly name: string;
  /** The attribute with the port that goes with it. */
  readonly port?: string;
}

/** By rank (specification: trace/sdk_exporters/zipkin.md, "Remote endpoint"): the first that a span has is it. */
const CANDIDATES: readonly Candidate[] = [
  { name: 'peer.service' },
  { name: 'server.address', port: 'server.port' },
  { name: 'net.peer.name', port: 'net.peer.port' },
  { name: 'network.peer.address', port: 'network.peer.port' },
  { name: 'server.socket.domain', port: 'server.socket.port' },
  { name: 'server.socket.address', port: 'server.socket.port' },
  { name: 'net.sock.peer.name', port: 'net.sock.peer.port' },
  { name: 'net.sock.peer.addr', port: 'net.sock.peer.port' },
  { name: 'peer.hostname' },
  { name: 'peer.address' },
  { name: 'db.name' },
];

/** Of a CLIENT or PRODUCER; undefined where nothing says it. */
export function remoteEndpoint(kind: SpanKind, attributes: Attributes): ZipkinEndpoint | undefined {
  if (kind !== SpanKind.CLIENT && kind !== SpanKind.PRODUCER) return undefined;
  const found = CANDIDATES.find(({ name }) => isText(attributes[name]));
  if (found === undefined) return undefined;
  const port = found.port === undefined ? undefined : Number(attributes[found.port]);
  return { ...addressed(String(attributes[found.name])), ...(isPort(port) ? { port } : {}) };
}

/** Zipkin keeps addresses apart from names. */
function addressed(text: string): ZipkinEndpoint {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return { ipv4: text };
  return /^[0-9a-f.]*:[0-9a-f:.]*$/i.test(text) ? { ipv6: text } : { serviceName: text };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPort(port: number | undefined): port is number {
  return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536;
}
