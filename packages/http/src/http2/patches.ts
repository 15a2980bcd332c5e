/**
 * The entry of `node:http2` for the module hooks.
 *
 * The module exports none of the classes that have to be patched, so the functions that make their objects are wrapped: each
 * class is met with its first server or session. RATIONALE.md, "How is HTTP/2 traced, which upstream does not trace?"
 */

import type { EventEmitter } from 'node:events';
import type { ClientHttp2Session, ServerHttp2Stream } from 'node:http2';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import type { Outbound } from '@waymark/propagation';
import { once } from '../once.ts';
import type { HttpOptions } from '../options.ts';
import type { HttpModulePatch } from '../patches.ts';
import { patchServerEmit } from '../server.ts';
import { patchSessionFilter, patchSessionRequest } from './client.ts';
import { keepOrigin } from './client-origin.ts';
import { patchAnswers } from './grpc-metadata.ts';
import { SeenPrototypes } from './seen-prototypes.ts';
import { patchStreamServerEmit } from './server.ts';

type Connect = ((...args: unknown[]) => ClientHttp2Session) & {
  [promisify.custom](...args: unknown[]): Promise<ClientHttp2Session>;
};
type CreateServer = (...args: unknown[]) => EventEmitter;

interface Http2 {
  connect: Connect;
  createServer: CreateServer;
  createSecureServer: CreateServer;
}

/**
 * Servers and clients of `node:http2`, patched when the app first loads the module. Beside `httpPatches` with the same
 * options, which servers need that answer HTTP/1 too (`allowHTTP1`).
 */
export function http2Patches(options: HttpOptions): HttpModulePatch[] {
  const guarded: HttpOptions = { ...options, warn: once(options.warn) };
  const entry = http2Entry((exports) => {
    options.tracer.prepare();
    if (!options.hooks?.disablesIncoming) wrapServers(exports, guarded);
    else if (options.outbound !== undefined) wrapAnswers(exports, options.outbound);
    if (!options.hooks?.disablesOutgoing) wrapConnect(exports, patchSessionRequest, guarded);
    else if (options.outbound !== undefined) wrapConnect(exports, patchSessionFilter, guarded);
  });
  return [entry];
}

function wrapServers(exports: Http2, options: HttpOptions): void {
  const plain = new SeenPrototypes('updateSettings', (of) => {
    patchStreamServerEmit(of as EventEmitter, 'http', options);
  });
  const secure = new SeenPrototypes('updateSettings', (of) => {
    // To ask for it has it patched, as when the app does.
    const http = process.getBuiltinModule('node:http');
    patchServerEmit(of as EventEmitter, 'https', http, options);
    patchStreamServerEmit(of as EventEmitter, 'https', options);
  });
  meetServers(exports, plain, secure);
}

/** Without spans: each class of streams is met with its first one. */
function wrapAnswers(exports: Http2, outbound: Outbound): void {
  const streams = new SeenPrototypes('pushStream', (of) => patchAnswers(of as ServerHttp2Stream, outbound));
  const servers = new SeenPrototypes('updateSettings', (of) => {
    const prototype = of as EventEmitter;
    const { emit } = prototype;
    prototype.emit = function (this: EventEmitter, event: string, ...values: unknown[]) {
      // An application may emit anything by hand.
      if (event === 'stream' && values[0] instanceof Object) streams.meet(values[0]);
      return emit.call(this, event, ...values);
    } as typeof emit;
  });
  meetServers(exports, servers, servers);
}

/** Applied once, however often the module is patched. */
export function http2Entry(apply: (exports: Http2) => void): HttpModulePatch {
  const applyOnce = once((exports: Http2) => {
    apply(exports);
    // Also for a patch that comes late, after those who imported the module by name.
    syncBuiltinESMExports();
  });
  return {
    module: 'node:http2',
    patch(exports) {
      applyOnce(exports as unknown as Http2);
      return exports;
    },
  };
}

/** Has each class of servers met with its first one. */
export function meetServers(exports: Http2, plain: SeenPrototypes, secure: SeenPrototypes): void {
  const { createServer, createSecureServer } = exports;
  Object.assign(exports, {
    createServer(settings: unknown, handler: unknown) {
      const server = createServer(settings, handler);
      plain.meet(server);
      return server;
    },
    createSecureServer(settings: unknown, handler: unknown) {
      const server = createSecureServer(settings, handler);
      secure.meet(server);
      return server;
    },
  });
}

/** For processes whose requests are upstream's or nobody's: only what gRPC's metadata brings along is looked at. */
export function http2Filter(outbound: Outbound): HttpModulePatch {
  return http2Entry((exports) => {
    wrapAnswers(exports, outbound);
    wrapConnect(exports, patchSessionFilter, { outbound });
  });
}

function wrapConnect<O extends Pick<HttpOptions, 'outbound'>>(
  exports: Http2,
  patchSession: (prototype: ClientHttp2Session, options: O) => void,
  options: O,
): void {
  const { connect } = exports;
  const sessions = new SeenPrototypes('request', (of) => {
    patchSession(of as ClientHttp2Session, options);
  });
  const meet = (session: ClientHttp2Session, authority: unknown, settings: unknown) => {
    sessions.meet(session);
    keepOrigin(session, authority, settings);
    return session;
  };
  const wrapped = {
    connect(authority: unknown, settings: unknown, listener: unknown) {
      return meet(connect(authority, settings, listener), authority, settings);
    },
  }.connect;
  // What `util.promisify` gives has Node's own `connect` inside.
  const connected = connect[promisify.custom];
  const value = (authority: unknown, settings: unknown) =>
    connected(authority, settings).then((session) => meet(session, authority, settings));
  Object.defineProperty(wrapped, promisify.custom, { value });
  exports.connect = wrapped as Connect;
  // From here on a session that makes a request has been met.
  if (options.outbound !== undefined) options.outbound.filtersStreams = true;
}
