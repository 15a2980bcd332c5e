/** For tests of servers: bytes over a socket, so that no client instrumentation takes part. */
import net from 'node:net';

export interface RawResponse {
  status: number;
  /** Lines of the head without the status line. */
  headers: string[];
  body: string;
}

/** Sends `chunks` one by one, each in a segment of its own, and reads until the server closes. */
export async function exchange(port: number, ...chunks: string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true);
  const received: Buffer[] = [];
  socket.on('data', (chunk) => received.push(chunk));
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  for (const chunk of chunks) {
    socket.write(chunk);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await closed;
  return Buffer.concat(received).toString('latin1');
}

/** One GET on a connection of its own. `headers` are lines without their end. */
export async function get(port: number, target = '/', headers: string[] = []): Promise<RawResponse> {
  const lines = [`GET ${target} HTTP/1.1`, 'Host: shop.example', 'Connection: close', ...headers];
  return parseResponse(await exchange(port, `${lines.join('\r\n')}\r\n\r\n`));
}

export function parseResponse(text: string): RawResponse {
  const [head, ...rest] = text.split('\r\n\r\n');
  const [statusLine, ...headers] = head!.split('\r\n');
  return { status: Number(statusLine!.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

/** All values of one header. */
export function valuesOf(response: RawResponse, name: string): string[] {
  return response.headers
    .filter((line) => line.toLowerCase().startsWith(`${name}:`))
    .map((line) => line.slice(name.length + 1).trim());
}
