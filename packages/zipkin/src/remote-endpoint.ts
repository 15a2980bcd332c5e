/** Whom a span talked to. */

import { type Attributes, SpanKind } from '@opentelemetry/api';
import { ipv4Bytes, ipv6Bytes, mappedIpv4 } from './ip-address.ts';
import { cut, MAX_NAME_UNITS } from './limits.ts';
import type { ZipkinEndpoint } from './zipkin-types.ts';

interface Candidate {
  readonly name: string;
  /** The attribute with the port that goes with it. */
  readonly port?: string;
  /** It holds the socket's address, which is no name of a service. */
  readonly isAddress?: true;
}

/** By rank (specification: trace/sdk_exporters/zipkin.md, "Remote endpoint"): the first that a span has is it. */
const CANDIDATES: readonly Candidate[] = [
  { name: 'peer.service' },
  { name: 'service.peer.name' }, // what the semantic conventions call it now
  { name: 'server.address', port: 'server.port' },
  { name: 'net.peer.name', port: 'net.peer.port' },
  { name: 'network.peer.address', port: 'network.peer.port', isAddress: true },
  { name: 'server.socket.domain', port: 'server.socket.port' },
  { name: 'server.socket.address', port: 'server.socket.port', isAddress: true },
  { name: 'net.sock.peer.name', port: 'net.sock.peer.port' },
  { name: 'net.sock.peer.addr', port: 'net.sock.peer.port', isAddress: true },
  { name: 'peer.hostname' },
  { name: 'peer.address', isAddress: true },
  { name: 'db.name' },
];

/** Of a CLIENT or PRODUCER; undefined where nothing says it. */
export function remoteEndpoint(kind: SpanKind, attributes: Attributes): ZipkinEndpoint | undefined {
  if (kind !== SpanKind.CLIENT && kind !== SpanKind.PRODUCER) return undefined;
  const found = CANDIDATES.find(({ name }) => isText(attributes[name]));
  if (found === undefined) return undefined;
  const text = String(attributes[found.name]);
  const address = addressIn(text);
  const port = found.port === undefined ? undefined : Number(attributes[found.port]);
  return {
    // Zipkin counts as a dependency what has a name. What was called by an address has none but that.
    ...(found.isAddress && address !== undefined ? {} : { serviceName: cut(text, MAX_NAME_UNITS) }),
    ...address,
    ...(isPort(port) ? { port } : {}),
  };
}

/** Zipkin has fields of their own for addresses, and prefers the short form. */
function addressIn(text: string): ZipkinEndpoint | undefined {
  if (ipv4Bytes(text) !== undefined) return { ipv4: text };
  const bytes = ipv6Bytes(text);
  const ipv4 = bytes && mappedIpv4(bytes);
  if (ipv4 !== undefined) return { ipv4 };
  return bytes && { ipv6: text };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isPort(port: number | undefined): port is number {
  return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536;
}
