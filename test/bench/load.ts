/**
 * The load: raw keep-alive sockets, one request in flight on each (no pipelining), the next one sent when the answer
 * is whole. The client does so little that the server is what runs out first, and it never sleeps while it asks: to
 * wake a sleeper costs whoever writes to it, some 4 us a request in a virtual machine, and a server would pay that the
 * more often the faster it is.
 */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What is sent, in words for the report. `sent` tells how many of each. */
export const REQUEST_MIX =
  'half carry `traceparent` and `X-Request-ID`, half a query (`?page=2&sort=name`); ' +
  '20 keep-alive connections, closed loop, no pipelining';

const CONNECTIONS = 20;
const HEAD_END = '\r\n\r\n';

export interface Load {
  /** How many requests were sent and answered with 200 so far. */
  readonly sent: { total: number; withParent: number; withQuery: number };
  /** Sends `count` more; resolves when all are answered. Rejects at the first answer that is not a 200. */
  run(count: number): Promise<void>;
  close(): void;
}

/** Connects to a server on loopback that answers `GET /orders/<number>` with a Content-Length. */
export async function openLoad(port: number): Promise<Load> {
  const sent = { total: 0, withParent: 0, withQuery: 0 };
  const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, '127.0.0.1').setNoDelay());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));

  function nextRequest(): string {
    const number = sent.total++;
    if (number % 2 === 0) {
      sent.withParent += 1;
      return requestText(`/orders/${number % 1000}`, tracedHeaders(number));
    }
    sent.withQuery += 1;
    return requestText(`/orders/${number % 1000}?page=2&sort=name`, '');
  }

  async function run(count: number): Promise<void> {
    const until = sent.total + count;
    const sleep = stayAwake();
    try {
      await Promise.all(
        sockets.map((socket) => keepAsking(socket, () => sent.total < until && nextRequest())),
      );
    } finally {
      sleep();
    }
  }

  return { sent, run, close: () => sockets.forEach((socket) => void socket.destroy()) };
}

/** Keeps the event loop from waiting for I/O until the returned function is called. */
function stayAwake(): () => void {
  let awake = true;
  const again = () => {
    if (awake) setImmediate(again);
  };
  again();
  return () => {
    awake = false;
  };
}

function requestText(path: string, headers: string): string {
  return (
    `GET ${path} HTTP/1.1\r\nHost: bench.example:8080\r\nUser-Agent: bench/1\r\nAccept: application/json\r\n` +
    `${headers}\r\n`
  );
}

function tracedHeaders(number: number): string {
  // Ids that differ, as a cache by header value must not win here.
  const low = (number + 1).toString(16).padStart(16, '0');
  return `traceparent: 00-4bf92f3577b34da6${low}-${low}-01\r\nX-Request-ID: order-${low}\r\n`;
}

/** Sends what `next` gives, one at a time, until it gives nothing more. */
function keepAsking(socket: Socket, next: () => string | false): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const ask = () => {
      const request = next();
      if (request !== false) socket.write(request, 'latin1');
      else done();
    };
    const onData = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      const length = answerLength(answer);
      if (length === undefined || answer.length < length) return;
      if (!answer.startsWith('HTTP/1.1 200 ')) return done(new Error(`not a 200:\n${answer}`));
      answer = '';
      ask();
    };
    const onClose = () => done(new Error('the server closed a connection under load'));
    const done = (error?: Error) => {
      socket.off('data', onData).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    socket.on('data', onData).on('close', onClose);
    ask();
  });
}

/** Head and body together, or `undefined` while the head is not whole. */
function answerLength(answer: string): number | undefined {
  const head = answer.indexOf(HEAD_END);
  if (head === -1) return undefined;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  if (length === undefined) throw new Error(`no Content-Length:\n${answer}`);
  return head + HEAD_END.length + Number(length);
}
