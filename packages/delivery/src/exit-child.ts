/**
 * The program that delivers after the application's last turn of the event loop. It is given to `node -e`, so it
 * is text: no file has to be found beside a bundle, and nothing that a bundler does to a function can break it. Only what
 * does not go by HTTP or gRPC has a program in a file, which brings its transport.
 *
 * In on stdin: a 4-byte little-endian length, that many bytes of JSON (`ExitOrder`), then all bodies end to end.
 * Out on stdout: one line of JSON (`ExitAnswer`) for each post that was answered or failed, as soon as it was.
 * It loads what it needs only: `node:https` and `node:http2` cost 20 ms.
 */

import type { TargetElsewhere } from './destination.ts';
import { type GrpcStatus, NO_STATUS } from './transport.ts';

export interface ExitOrder {
  /** Milliseconds after its start when it gives up: its parent ends it, but may be killed itself. */
  limitMs: number;
  targets: TargetElsewhere[];
  posts: { target: number; size: number; headers: Record<string, string>; encoding?: 'gzip' }[];
}

export interface ExitAnswer {
  post: number;
  /** Of a transport error; the other members are absent then. */
  code?: string;
  why?: string;
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
  const ready = posts.map((post, index) => [index, targets[post.target], post, bytes.subarray(at, (at += post.size))]);
  // Newest first: when the time is over, what is missing is what was farthest from the end.
  for (const [index, target, { headers, encoding }, body] of ready.reverse()) {
    if (target.program) run(index, target, encoding, body, limitMs, say);
    else (target.grpc ? call : send)(index, target, headers, body, say);
  }
}

async function run(index, target, encoding, body, limitMs, say) {
  try {
    target.transport ||= require(target.program).transportElsewhere(target.data, limitMs);
    const answer = await target.transport.post(body, encoding);
    say({ post: index, ...answer, body: answer.body.subarray(0, LONGEST).toString('base64') });
  } catch (error) {
    say({ post: index, code: error.code || error.name, why: error.why });
  }
}

function sessionOf(target) {
  const { hostname: host, port = target.secure ? 443 : 80, protocol } = target.request;
  const options = { host, port: Number(port), ...(target.addresses ? { lookup: lookupOr(target.addresses) } : {}) };
  const servername = target.tls.servername || (require('node:net').isIP(host) ? undefined : host);
  const tls = { ...target.tls, ALPNProtocols: ['h2'], ...(servername ? { servername } : {}) };
  const socket = target.secure ? require('node:tls').connect({ ...options, ...tls }) : require('node:net').connect(options);
  // A stream is told only that it was cancelled.
  socket.on('error', (error) => (target.error = error));
  const authority = protocol + '//' + (host.includes(':') ? '[' + host + ']' : host) + ':' + port;
  return require('node:http2').connect(authority, { createConnection: () => socket }).on('error', () => {});
}

function call(index, target, headers, body, say) {
  let fail = (error) => {
    fail = () => {};
    const { code, name } = target.error || error;
    say({ post: index, code: code || name });
  };
  try {
    target.session ||= sessionOf(target);
    const stream = target.session.request({ ':method': 'POST', ':path': target.request.path, ...target.headers, ...headers });
    const chunks = [];
    let size = 0;
    let first = {};
    let last = {};
    stream.on('response', (fields) => (first = fields));
    stream.on('trailers', (fields) => (last = fields));
    stream.on('data', (chunk) => {
      if (size < LONGEST) chunks.push(chunk);
      size += chunk.length;
    });
    stream.on('error', (error) => fail(error));
    stream.on('close', () => fail({ code: 'ECONNRESET' }));
    stream.on('end', () => {
      if (first[':status'] === undefined) return;
      fail = () => {};
      const said = last['grpc-status'] === undefined ? first : last;
      const code = said['grpc-status'];
      const details = said['grpc-status-details-bin'];
      const none = first[':status'] === 200 ? ${JSON.stringify(NO_STATUS)} : undefined;
      const grpc = code === undefined ? none : { code: Number(code), message: said['grpc-message'] || '', details };
      const body = Buffer.concat(chunks).subarray(0, LONGEST).toString('base64');
      say({ post: index, status: first[':status'], contentType: first['content-type'] || '', grpc, body });
    });
    stream.end(body);
  } catch (error) {
    fail(error);
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

function send(index, target, headers, body, say) {
  let used;
  let fail = (error) => {
    fail = () => {};
    // The server closed an idle connection in this moment: nothing was wrong.
    if (used && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) send(index, target, headers, body, say);
    else say({ post: index, code: error.code || error.name });
  };
  try {
    const http = target.secure ? require('node:https') : require('node:http');
    target.agent ||= new http.Agent({ keepAlive: true, maxSockets: ${CONNECTIONS}, ...target.tls });
    const options = { ...target.request, method: 'POST', agent: target.agent, headers: { ...target.headers, ...headers } };
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
