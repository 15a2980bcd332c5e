/**
 * The program that delivers after the application's last turn of the event loop. It is given to `node -e`, so it
 * is text: no file has to be found beside a bundle, and nothing that a bundler does to a function can break it. Only what
 * does not go by HTTP or gRPC has a program in a file, which brings its transport.
 *
 * In on stdin: a 4-byte little-endian length, that many bytes of JSON (`ExitOrder`), then all bodies end to end.
 * Out on stdout: one line of JSON (`ExitAnswer`) for each post that was answered or failed, as soon as it was.
 * A target's script is the text of a function body, given `require`, `lookupOr` and `LONGEST`, that returns a function like
 * `send`. It loads what it needs only: `node:https` and `node:http2` cost 20 ms.
 */

import type { TargetElsewhere } from './destination.ts';
import type { GrpcStatus } from './transport.ts';

export interface ExitOrder {
  /** Milliseconds after its start when it gives up: its parent ends it, but may be killed itself. */
  limitMs: number;
  targets: TargetElsewhere[];
  posts: { target: number; size: number; encoding?: 'gzip' }[];
}

export interface ExitAnswer {
  post: number;
  /** These four are of an error, and those below of an answer: there are no others beside them. */
  code?: string;
  why?: string;
  at?: string;
  message?: string;
  status?: number;
  grpc?: GrpcStatus;
  contentType?: string;
  /** Base64, of at most 1 MiB. */
  body?: string;
}

/** How long it looks a name up before it takes the addresses that its parent knew. */
const LOOKUP_MS = 500;

/** Of an answer that the parent gets. */
const LONGEST_ANSWER = 1024 * 1024;

/** Connections to each server: enough for a full queue in the time, few enough not to hurt it. */
const CONNECTIONS = 8;

export const EXIT_CHILD = `
'use strict';
// Ctrl-C and a service manager's stop go to the whole process group; this one is bounded in time anyway.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const { writeSync } = require('node:fs');
// Unlike process.exit, it does not wait for a lookup under way.
const end = () => process.kill(process.pid, 'SIGKILL');
// Not request.reusedSocket: Node does not set it for a request that waited for a connection.
const usedSockets = new WeakSet();
const LONGEST = ${LONGEST_ANSWER};
const input = [];
process.stdin.on('data', (chunk) => input.push(chunk)).on('end', () => deliver(Buffer.concat(input)));

function deliver(bytes) {
  let at = 4 + bytes.readUInt32LE(0);
  const { limitMs, targets, posts } = JSON.parse(bytes.toString('utf8', 4, at));
  let left = posts.length;
  const say = (answer) => {
    writeSync(1, JSON.stringify(answer) + '\\n');
    if (--left === 0) end();
  };
  setTimeout(end, limitMs);
  const ready = posts.map((post, index) => [index, targets[post.target], post.encoding, bytes.subarray(at, (at += post.size))]);
  // Newest first: when the time is over, what is missing is what was farthest from the end.
  for (const [index, target, encoding, body] of ready.reverse()) {
    if (target.trouble) say({ post: index, ...target.trouble });
    else if (target.program) run(index, target, encoding, body, limitMs, say);
    else if (target.script) scripted(target)(index, target, encoding, body, say);
    else send(index, target, encoding, body, say);
  }
}

function scripted(target) {
  return (target.call ||= new Function('require', 'lookupOr', 'LONGEST', target.script)(require, lookupOr, LONGEST));
}

async function run(index, target, encoding, body, limitMs, say) {
  try {
    target.transport ||= require(target.program).transportElsewhere(target.data, limitMs);
    const answer = await target.transport.post(body, encoding);
    say({ post: index, ...answer, body: answer.body.subarray(0, LONGEST).toString('base64') });
  } catch (error) {
    say({ post: index, code: error.code || error.name, why: error.why, at: error.at, message: error.message });
  }
}

function lookupOr(known) {
  return (host, options, done) => {
    const instead = () => (options.all ? tell(null, known) : tell(null, known[0].address, known[0].family));
    const timer = setTimeout(instead, ${LOOKUP_MS});
    const tell = (...outcome) => {
      clearTimeout(timer);
      done(...outcome);
      done = () => {};
    };
    require('node:dns').lookup(host, options, (error, ...found) => (error ? instead() : tell(null, ...found)));
  };
}

function send(index, target, encoding, body, say) {
  let used;
  let fail = (error) => {
    fail = () => {};
    // The server closed an idle connection in this moment: nothing was wrong.
    if (used && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) send(index, target, encoding, body, say);
    else say({ post: index, code: error.code || error.name, message: error.message });
  };
  try {
    const http = target.secure ? require('node:https') : require('node:http');
    target.agent ||= new http.Agent({ keepAlive: true, maxSockets: ${CONNECTIONS}, ...target.tls });
    const headers = { ...target.headers, 'content-length': String(body.length), ...(encoding ? { 'content-encoding': encoding } : {}) };
    const options = { ...target.request, method: 'POST', agent: target.agent, headers };
    if (target.addresses) options.lookup = lookupOr(target.addresses);
    const request = http.request(options, (response) => {
      const chunks = [];
      let size = 0;
      response.on('data', (chunk) => {
        if (size < LONGEST) chunks.push(chunk);
        size += chunk.length;
      });
      response.on('error', (error) => fail(error));
      response.on('end', () => {
        fail = () => {};
        const contentType = response.headers['content-type'] || '';
        const body = Buffer.concat(chunks).subarray(0, LONGEST).toString('base64');
        say({ post: index, status: response.statusCode, contentType, body });
      });
    });
    request.on('socket', (socket) => {
      used = usedSockets.has(socket);
      usedSockets.add(socket);
    });
    request.on('error', (error) => fail(error));
    request.on('close', () => fail({ code: 'ECONNRESET' }));
    request.end(body);
  } catch (error) {
    fail(error);
  }
}
`;
