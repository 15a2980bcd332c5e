/** Delivery from the `'exit'` event, where nothing asynchronous runs any more. */

import type { SpawnSyncOptionsWithBufferEncoding } from 'node:child_process';
import { builtin } from './builtins.ts';
import { canStartChild, childOptions } from './child.ts';
import type { TargetElsewhere } from './destination.ts';
import { EXIT_CHILD, type ExitAnswer, type ExitOrder } from './exit-child.ts';
import { failure, NOT_IN_TIME } from './failure.ts';
import type { PendingPost } from './pending-post.ts';
import type { Answer } from './transport.ts';
import type { Outcome } from './verdict.ts';

/** In records. */
export interface DeliveredSync {
  delivered: number;
  failed: number;
}

/**
 * Delivers `posts` (of any queues) by one child process, in parallel, each tried once, and blocks until that is
 * done or `timeoutMs` are over. Works in worker threads. Headers, URL, TLS key and bodies go to the child by its
 * stdin: nothing is in its arguments or environment, nothing on disk. Never throws.
 */
export function deliverSync(posts: readonly PendingPost[], timeoutMs: number): DeliveredSync {
  const result: DeliveredSync = { delivered: 0, failed: 0 };
  if (posts.length === 0) return result;
  const outcomes = outcomesOf(posts, timeoutMs);
  posts.forEach((post, index) => {
    const delivered = post.settle(outcomes instanceof Error ? outcomes : (outcomes[index] ?? NOT_IN_TIME));
    result.delivered += delivered;
    result.failed += post.records - delivered;
  });
  return result;
}

/** By index of the post, none where there was no answer in time; or why no child could be started at all. */
function outcomesOf(posts: readonly PendingPost[], timeoutMs: number): Outcome[] | Error {
  if (!(timeoutMs > 0)) return [];
  try {
    if (!canStartChild()) return failure('NO_CHILD');
    return answersIn(runChild(posts, timeoutMs));
  } catch {
    return failure('NO_CHILD'); // a child may be forbidden (--permission) or impossible (no memory, no processes left)
  }
}

function runChild(posts: readonly PendingPost[], timeoutMs: number): Buffer {
  const input = exitOrder(posts, timeoutMs);
  const options: SpawnSyncOptionsWithBufferEncoding = {
    ...childOptions(),
    input,
    timeout: Math.ceil(timeoutMs),
    killSignal: 'SIGKILL',
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: Number.POSITIVE_INFINITY,
  };
  return builtin('node:child_process').spawnSync(process.execPath, ['-e', EXIT_CHILD], options).stdout;
}

function exitOrder(posts: readonly PendingPost[], limitMs: number): Buffer {
  const targets: TargetElsewhere[] = [...new Set(posts.map((post) => post.target))];
  const order: ExitOrder = {
    limitMs,
    targets,
    posts: posts.map(({ target, body, encoding }) => ({
      target: targets.indexOf(target),
      size: body.length,
      ...(encoding ? { encoding } : {}),
    })),
  };
  const json = Buffer.from(JSON.stringify(order));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...posts.map(({ body }) => body)]);
}

function answersIn(stdout: Buffer): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const line of stdout.toString().split('\n').slice(0, -1)) {
    const answer = JSON.parse(line) as ExitAnswer;
    outcomes[answer.post] = answer.status === undefined ? failed(answer) : said(answer);
  }
  return outcomes;
}

function failed({ code = 'Error', why, at, message = code }: ExitAnswer): Error {
  return Object.assign(failure(code, why), { message }, at === undefined ? {} : { at });
}

function said({ status = 0, contentType = '', body = '', grpc }: ExitAnswer): Answer {
  const answer = { status, contentType, body: Buffer.from(body, 'base64') };
  return grpc === undefined ? answer : { ...answer, grpc };
}
