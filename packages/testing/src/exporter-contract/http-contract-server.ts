/** The server of every protocol that goes over HTTP. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Behaviour, ContractServer } from './adapter.ts';
import { Ledger } from './ledger.ts';
import { delay } from './run.ts';

export interface HttpAnswer {
  /** @default 200 */
  status?: number;
  contentType?: string;
  body?: string | Uint8Array;
}

export interface HttpProtocol {
  /** Numbers of the records in a body that is already unpacked. What it throws is an error of the claim. */
  read(body: Buffer, request: IncomingMessage): number[];
  /** The answer to a batch that was taken. @default 200 without a body */
  taken?(records: readonly number[]): HttpAnswer;
  /** The answer to a batch of which the first `refused` records were refused for good. */
  takenInPart?(records: readonly number[], refused: number): HttpAnswer;
  /**
   * Whether a record that was taken before is known, so that it is not taken twice (and then answered as the real server
   * does, by `taken`).
   * @default false
   */
  knowsAgain?: boolean;
}

/** Listens on a free port of 127.0.0.1. */
export async function startHttpContractServer(protocol: HttpProtocol): Promise<ContractServer> {
  const ledger = new Ledger();
  const server = createServer((request, response) => {
    answer(protocol, ledger, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return ledger.serverOn((server.address() as AddressInfo).port, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

async function answer(
  protocol: HttpProtocol,
  ledger: Ledger,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const behaviour = ledger.next();
  let records: number[] = [];
  try {
    records = protocol.read(body, request);
  } catch (error) {
    ledger.errors.push(String(error));
  }
  const fresh = protocol.knowsAgain ? records.filter((each) => !ledger.taken.includes(each)) : records;
  const refused = ledger.take(fresh, behaviour);
  if (behaviour.does === 'nonsense') {
    request.socket.end('\0\0\x7f no HTTP\r\n\r\n');
    return;
  }
  const { status, headers, body: text, contentType } = said(protocol, behaviour, records, refused);
  if (behaviour.does === 'take-late') await delay(behaviour.ms);
  response.writeHead(status ?? 200, { ...headers, ...(contentType ? { 'content-type': contentType } : {}) });
  response.end(text);
}

function said(
  protocol: HttpProtocol,
  behaviour: Exclude<Behaviour, { does: 'nonsense' }>,
  records: readonly number[],
  refused: number,
): HttpAnswer & { headers?: Record<string, string> } {
  switch (behaviour.does) {
    case 'take':
    case 'take-late':
      return protocol.taken?.(records) ?? {};
    case 'take-some':
      return protocol.takenInPart?.(records, refused) ?? {};
    case 'refuse':
      return { status: 400, contentType: 'text/plain', body: 'no' };
    case 'busy':
    case 'unavailable': {
      const headers = { 'retry-after': String(behaviour.afterMs / 1000) };
      return { status: behaviour.does === 'busy' ? 429 : 503, headers, contentType: 'text/plain' };
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
