/** The viewer's server: one port for OTLP/HTTP, Zipkin, the APIs and the page, and one for OTLP/gRPC. */

import type { Answer } from '../asking/answer.ts';
import { BytesInFlight } from '../receiving/in-flight.ts';
import type { ReceiverOptions } from '../receiving/otlp-http.ts';
import type { Backend, ServerOptions } from './backend.ts';
import { checkToken, type GateRules } from './gate.ts';
import { type GrpcListening, listenGrpc } from './grpc-listening.ts';
import { closeHttp, httpServer } from './http-server.ts';
import { listenAt } from './listen.ts';
import { LiveEvents } from './live-events.ts';
import { PAGE_DIRECTORY, PageFiles } from './page-files.ts';
import { routes } from './routes.ts';
import { Token } from './token.ts';
import { isLoopback } from './where-from.ts';
import { type Addresses, STATUS_PATH, withAddresses } from './with-addresses.ts';

const HTTP_PORT = 4318;
const GRPC_PORT = 4317;

export interface ViewerServer {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT` and the browser, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** For OTLP/gRPC: `http://127.0.0.1:4317`. */
  readonly grpcUrl: string | undefined;
  readonly token: string | undefined;
  /** What to open: with the token, where there is one. */
  readonly pageUrl: string;
  /** A sentence for each port that is not the usual one, because that was taken. */
  readonly notices: readonly string[];
  /** Lets requests end for a moment, and closes all connections. */
  close(): Promise<void>;
}

/**
 * Begins to listen. Questions may come before the store's thread is there: they wait.
 * @throws {Error} when a port that was asked for is taken, or the address is not this machine's
 */
export async function openServer(options: ServerOptions): Promise<ViewerServer> {
  const { backend } = options;
  const hosts = hostsOf(options.host);
  const gate = gateOf(hosts, options.token);
  const addresses: Addresses = { otlpHttp: '', otlpGrpc: undefined };
  const ask = withAddresses(backend.ask, addresses);
  const live = new LiveEvents(() => statusText(ask));
  const page = new PageFiles(options.pageDirectory ?? PAGE_DIRECTORY);
  const receiving = receiverOptions(options, gate);
  const handler = routes({ ...receiving, ask, live, page, gate });
  const asked = options.port !== undefined;
  const http = await listenAt(() => httpServer(handler), hosts, options.port ?? HTTP_PORT, asked);
  const closeAllHttp = () => Promise.all(http.servers.map(closeHttp));
  const url = urlOf(hosts[0]!, http.port);
  addresses.otlpHttp = url;
  const grpc = await openGrpc(options, hosts, receiving).catch(async (error: unknown) => {
    await closeAllHttp();
    throw error;
  });
  const grpcUrl = grpc && urlOf(hosts[0]!, grpc.port);
  addresses.otlpGrpc = grpcUrl;
  const endChanges = backend.onChange(() => void live.changed());
  const token = gate.token?.text;
  return {
    url,
    port: http.port,
    grpcUrl,
    token,
    pageUrl: token === undefined ? `${url}/` : `${url}/?token=${encodeURIComponent(token)}`,
    notices: [
      ...(asked ? [] : movedNotice('OTLP/HTTP and the page', HTTP_PORT, http.port)),
      ...(isGrpcAsked(options) ? [] : movedNotice('OTLP/gRPC', GRPC_PORT, grpc?.port)),
    ],
    close: async () => {
      endChanges();
      live.close();
      await Promise.all([closeAllHttp(), grpc?.close()]);
    },
  };
}

/** Names of this machine lead to either of two addresses. */
function hostsOf(host: string | undefined): string[] {
  if (host === undefined || host === 'localhost') return ['127.0.0.1', '::1'];
  return [host.replace(/^\[(.*)\]$/, '$1')];
}

/** Only this machine is trusted to hold nobody else's pages and programs. */
function gateOf(hosts: readonly string[], token: string | undefined): GateRules {
  const loopback = hosts.every(isLoopback);
  if (token !== undefined) return { loopback, token: new Token(token) };
  return { loopback, token: loopback ? undefined : Token.random() };
}

function receiverOptions(options: ServerOptions, gate: GateRules): ReceiverOptions {
  return {
    intake: options.backend.intake,
    inFlight: new BytesInFlight(options.maxBytesInFlight ?? 128 * 1024 * 1024),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    admit: (headers) => checkToken(gate, headers),
  };
}

const isGrpcAsked = ({ port, grpcPort }: ServerOptions) => grpcPort !== undefined || port === 0;

async function openGrpc(
  options: ServerOptions,
  hosts: readonly string[],
  receiving: ReceiverOptions,
): Promise<GrpcListening | undefined> {
  const { port, grpcPort = port === 0 ? 0 : GRPC_PORT } = options;
  if (grpcPort === false) return undefined;
  return listenGrpc(receiving, hosts, grpcPort, isGrpcAsked(options));
}

async function statusText(ask: Backend['ask']): Promise<string> {
  const answer: Answer = await ask({ method: 'GET', path: STATUS_PATH, query: new URLSearchParams() });
  if (answer.status !== 200) throw new Error(`the status is answered with ${answer.status}`);
  return typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body);
}

function movedNotice(what: string, usual: number, port: number | undefined): string[] {
  if (port === undefined || port === usual) return [];
  return [`port ${usual} is taken, perhaps by a Jaeger or a Collector: ${what} at port ${port}`];
}

/** `0.0.0.0` and `::` are no addresses to go to. */
function urlOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${bracketed(shown)}:${port}`;
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);
