/** Callers of every kind, each of which sends the headers that it is given, and returns what the server would hand on. */

import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { json } from 'node:stream/consumers';
import { Client, credentials, Metadata } from '@grpc/grpc-js';

export type Headers = Readonly<Record<string, string>>;

export interface Answer {
  /** By the name in lower case, as an outgoing call would have them. */
  readonly handedOn: Headers;
  /** The response's X-Request-ID. */
  readonly requestId: string | undefined;
}

export function askHttp(port: number, headers: Headers, path = '/', host = '127.0.0.1'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { port, host, path, headers: { ...headers }, agent: false },
      async (response) => {
        const handedOn = (await json(response)) as Headers;
        resolve({ handedOn, requestId: response.headers['x-request-id'] as string });
      },
    );
    request.on('error', reject);
  });
}

export async function askHttp2(port: number, headers: Headers, path = '/'): Promise<Answer> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({ ':path': path, ...headers });
    let requestId: string | undefined;
    stream.on('response', (head) => {
      requestId = head['x-request-id'] as string;
    });
    const handedOn = (await json(stream)) as Headers;
    return { handedOn, requestId };
  } finally {
    session.close();
  }
}

export async function askGrpc(port: number, headers: Headers): Promise<Answer> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const same = (value: Buffer) => value;
  try {
    return await new Promise((resolve, reject) => {
      client.makeUnaryRequest('/test.Echo/Echo', same, same, Buffer.from('x'), metadata, (error, body) => {
        if (error) reject(error);
        else resolve({ handedOn: JSON.parse(String(body)), requestId: undefined });
      });
    });
  } finally {
    client.close();
  }
}

/** Sends the request line as it is, which no client of Node's would. */
export function askRaw(port: number, target: string, lines: readonly string[]): Promise<Headers> {
  return askLines(port, [`GET ${target} HTTP/1.1`, 'Host: a', 'Connection: close', ...lines]);
}

/** Sends the whole head of a request as it is. */
export function askLines(port: number, lines: readonly string[]): Promise<Headers> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write([...lines, '', ''].join('\r\n'));
    });
    let answer = '';
    socket.setEncoding('utf8').on('data', (text) => {
      answer += text;
    });
    socket.on('end', () => resolve(JSON.parse(/\{.*\}/.exec(answer)![0])));
    socket.on('error', reject);
  });
}
