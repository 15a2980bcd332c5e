/** For tests: `node:http2` traced in this process, servers to ask, and requests that are not traced themselves. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { http2Patches } from '../index.ts';
import { type TracedProcess, traceThisProcess } from '../traced-process.ts';

type Options = Parameters<typeof traceThisProcess>[0];

export function traceHttp2(options?: Options): TracedProcess {
  const traced = traceThisProcess(options);
  http2Patches(traced.options)[0]!.patch(http2);
  return traced;
}

export type Server = http2.Http2Server | http2.Http2SecureServer;

/** Listens on a free port of the loopback address. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** For localhost, by nobody whom anyone trusts. */
export function makeCertificate(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'waymark-http2-'));
  try {
    const file = (name: string) => path.join(folder, name);
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const out = [
      '-keyout',
      file('key.pem'),
      '-out',
      file('cert.pem'),
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
    ];
    execFileSync('openssl', ['req', '-x509', ...newKey, ...out], { stdio: 'pipe' });
    return { key: readFileSync(file('key.pem'), 'utf8'), cert: readFileSync(file('cert.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Answer {
  status: number | undefined;
  headers: http2.IncomingHttpHeaders;
  body: string;
  trailers: http2.IncomingHttpHeaders;
  /** With which the stream was closed; 0 is no error. */
  code: number;
}

/** Sends one request that makes no span and carries nothing of ours, and waits for the end of its stream. */
export function ask(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders = {},
  ...chunks: string[]
): Promise<Answer> {
  const hasBody = chunks.length > 0;
  return untraced(async () => {
    const stream = session.request(
      { ':method': hasBody ? 'POST' : 'GET', ...headers },
      { endStream: !hasBody },
    );
    const answer = answerOf(stream);
    for (const chunk of chunks) {
      stream.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    if (hasBody) stream.end();
    return answer;
  });
}

export async function answerOf(stream: http2.ClientHttp2Stream): Promise<Answer> {
  const answer: Answer = { status: undefined, headers: {}, body: '', trailers: {}, code: 0 };
  stream.on('response', (headers) => {
    Object.assign(answer, { headers, status: headers[':status'] });
  });
  stream.on('trailers', (trailers) => Object.assign(answer, { trailers }));
  stream.on('data', (chunk) => {
    answer.body += chunk;
  });
  stream.on('error', () => {});
  await new Promise((resolve) => stream.once('close', resolve));
  return { ...answer, code: stream.rstCode };
}

export function untraced<R>(work: () => R): R {
  return context.with(suppressTracing(context.active()), work);
}
