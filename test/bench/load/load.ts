/**
 * The load: raw keep-alive sockets, one request in flight on each (no pipelining), the next one sent when the answer
 * is whole. The client does so little that the server is what runs out first.
 */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { takeAnswer } from './answers.ts';
import { stayAwake } from './awake.ts';
import type { RequestKind } from './request-mix.ts';

const CONNECTIONS = 20;
export const LOOP = `${CONNECTIONS} keep-alive connections, closed loop, no pipelining`;

/** How many requests were sent so far. */
export interface Sent {
  total: number;
  withParent: number;
  withQuery: number;
}

export interface Load {
  /** All of them answered with 200, unless `run` rejected. */
  readonly sent: Sent;
  /** Sends `count` more; resolves when all are answered. Rejects at the first answer that is not a 200. */
  run(count: number): Promise<Block>;
  close(): void;
}

interface Block {
  /** From the first request to the last answer, in milliseconds. */
  millis: number;
  /** Of each request, in milliseconds. */
  latencies: number[];
}

/** Connects to a server on loopback that answers with a Content-Length. */
export async function openLoad(port: number, kind: RequestKind, connections = CONNECTIONS): Promise<Load> {
  const sent = { total: 0, withParent: 0, withQuery: 0 };
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1').setNoDelay());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));

  function nextRequest(): string {
    const number = sent.total++;
    const traced = number % 2 === 0;
    sent[traced ? 'withParent' : 'withQuery'] += 1;
    return kind.text(number, traced);
  }

  async function run(count: number): Promise<Block> {
    const until = sent.total + count;
    const latencies: number[] = [];
    const next = () => (sent.total < until ? nextRequest() : undefined);
    const sleep = stayAwake();
    const start = performance.now();
    try {
      await Promise.all(sockets.map((socket) => keepAsking(socket, next, latencies)));
      return { millis: performance.now() - start, latencies };
    } finally {
      sleep();
    }
  }

  return { sent, run, close: () => sockets.forEach((socket) => void socket.destroy()) };
}

/** Sends what `next` gives, one at a time, until it gives nothing more. */
function keepAsking(socket: Socket, next: () => string | undefined, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const take = takeAnswer();
    let askedAt = 0;
    const ask = () => {
      const request = next();
      if (request === undefined) return done();
      askedAt = performance.now();
      socket.write(request, 'latin1');
    };
    const onData = (chunk: Buffer) => {
      try {
        const answer = take(chunk);
        if (answer === undefined) return;
        latencies.push(performance.now() - askedAt);
        if (!answer.startsWith('HTTP/1.1 200 ')) throw new Error(`not a 200:\n${answer}`);
        ask();
      } catch (error) {
        done(error as Error);
      }
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
