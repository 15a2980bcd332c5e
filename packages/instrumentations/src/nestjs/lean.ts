/**
 * Nest 4 to 12 without a span of its own. The route comes from Express or Fastify, which Nest stands on; the errors from
 * the one method that each of them comes past, thrown by whatever it may be, before an exception filter answers it. A
 * request that goes well costs nothing here.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ModulePatch } from '../module-patch.ts';
import { requestOf } from '../server-request.ts';
import { messageOf } from '../thrown.ts';
import { wrapMethod } from '../wrapped-method.ts';
import type { Arguments, Exception, ExceptionsHandler } from './shapes.ts';

const HANDLER = 'exceptions/exceptions-handler.js';

interface Exports {
  ExceptionsHandler: { prototype: ExceptionsHandler };
}

export function leanNestPatches(): ModulePatch[] {
  const commonjs = { module: '@nestjs/core', versions: '>=4.0.0 <12' };
  const esm = { module: '@nestjs/core', versions: '>=12.0.0 <13' };
  const patch = (exports: unknown) => patchHandler(exports as Exports);
  return [
    { ...commonjs, file: HANDLER, patch },
    {
      ...esm,
      esm: ['NestFactory'], // so that it is waited for
      beside: [HANDLER],
      patch(exports, { baseDir, beside }) {
        // In a bundle every file hands itself over. Elsewhere the entry has loaded it, and `require` gives what it got.
        if (baseDir === undefined) return exports;
        patch(beside?.[HANDLER] ?? createRequire(join(baseDir, 'package.json'))(`./${HANDLER}`));
        return exports;
      },
    },
    { ...esm, file: HANDLER, esm: ['ExceptionsHandler'], patch },
  ];
}

const patched = new WeakSet<object>();

function patchHandler({ ExceptionsHandler: { prototype } }: Exports): void {
  if (patched.has(prototype)) return; // an app may import Nest and require it, too
  patched.add(prototype);
  wrapMethod(prototype, 'next', (original) => {
    return function next(exception, host) {
      record(exception, host);
      return original.call(this, exception, host);
    };
  });
}

function record(exception: unknown, host: unknown): void {
  const request = requestOf(responseOf(host));
  if (request === undefined) return;
  if (isNoRoute(exception)) request.route = undefined;
  // What a body parser threw comes past here once more, as an exception of Nest's that says the same.
  else if (messageOf(exception) !== request.lastMessage) request.recordError(exception);
}

/** Before version 5 the handler was given the response itself. Fastify's reply has Node's own inside. */
function responseOf(host: unknown): unknown {
  const response = (Object(host) as Partial<Arguments>).getArgByIndex?.(1) ?? host;
  return (Object(response) as { raw?: unknown }).raw ?? response;
}

/** Nest answers a path that it has no route for by an exception, too; since 12 in a route for everything below its prefix. */
function isNoRoute(exception: unknown): boolean {
  try {
    const { getStatus, message } = Object(exception) as Exception;
    // Before version 7 the message is the whole answer.
    const text = String((message as { message?: string } | undefined)?.message ?? message);
    return (
      typeof getStatus === 'function' && /^Cannot [A-Z-]+ \//.test(text) && getStatus.call(exception) === 404
    );
  } catch {
    return false; // Nest's own can be looked at
  }
}
