/** Which modules our own parts patch: a test holds it against what the parts, which load later still, declare themselves. */

import { type ModulePatch, satisfies } from '@waymark/hooks';
import type { WaymarkConfig } from '../config/config.ts';
import type { InstrumentationName } from '../config/instrumentation-names.ts';

export type PartName =
  | 'http'
  | 'http2'
  | 'frameworks'
  | 'graphql'
  | 'layers'
  | 'loggers'
  | 'more-loggers'
  | 'nestjs'
  | 'sqlite';

export interface Target {
  readonly part: PartName;
  /** What turns it on and off in `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`. */
  readonly name: InstrumentationName;
  readonly module: string;
  /** A file inside the package; the main file when absent. */
  readonly file?: string;
  readonly versions?: string;
  /** See `ModulePatch.esm`. */
  readonly esm?: readonly string[];
  /** See `ModulePatch.beside`. */
  readonly beside?: readonly string[];
  /** Of which setting of WAYMARK_SPANS this is; with the other one the module is upstream's, or another target's. @default both */
  readonly spans?: WaymarkConfig['spans'];
}

const NEST = {
  part: 'nestjs',
  name: 'nestjs-core',
  module: '@nestjs/core',
  versions: '>=12.0.0 <13',
  spans: 'full',
} as const;
const NEST_ROUTES = 'router/router-execution-context.js';
const LEAN_NEST = {
  part: 'frameworks',
  name: 'nestjs-core',
  module: '@nestjs/core',
  spans: 'lean',
} as const;
const NEST_ERRORS = 'exceptions/exceptions-handler.js';
const RESTIFY = {
  part: 'frameworks',
  name: 'restify',
  module: 'restify',
  versions: '>=7.0.0 <13',
  spans: 'lean',
} as const;
const NEST_LOGGER = { part: 'more-loggers', name: 'nestjs-logger', module: '@nestjs/common' } as const;
const CONSOLA = { part: 'more-loggers', name: 'consola', module: 'consola', versions: '>=2.0.0 <4' } as const;
const LOG4JS = { part: 'more-loggers', name: 'log4js', module: 'log4js', versions: '>=3.0.0 <7' } as const;
const TSLOG = {
  part: 'more-loggers',
  name: 'tslog',
  module: 'tslog',
  versions: '>=4.4.0 <6',
  esm: ['Logger'],
} as const;
const ROARR = { part: 'more-loggers', name: 'roarr', module: 'roarr', versions: '>=2.3.0 <8' } as const;
const HONO = { part: 'frameworks', name: 'hono', module: 'hono', versions: '>=4.0.0 <5' } as const;

export const TARGETS: readonly Target[] = [
  { part: 'http', name: 'http', module: 'node:http' },
  { part: 'http', name: 'http', module: 'node:https' },
  { part: 'http2', name: 'http', module: 'node:http2' },
  { part: 'frameworks', name: 'express', module: 'express', versions: '>=4.8 <6', spans: 'lean' },
  { part: 'frameworks', name: 'router', module: 'router', versions: '>=1.0.0 <3', spans: 'lean' },
  { part: 'layers', name: 'express', module: 'express', versions: '>=4.8 <6', spans: 'full' },
  {
    part: 'layers',
    name: 'router',
    module: 'router',
    file: 'lib/layer.js',
    versions: '>=1.0.0 <3',
    spans: 'full',
  },
  { part: 'frameworks', name: 'connect', module: 'connect', versions: '>=3.0.0 <4', spans: 'lean' },
  { part: 'frameworks', name: 'koa', module: 'koa', versions: '>=2.0.0 <4', spans: 'lean' },
  {
    part: 'frameworks',
    name: 'hapi',
    module: '@hapi/hapi',
    file: 'lib/request.js',
    versions: '>=17.0.0 <22',
    spans: 'lean',
  },
  { ...RESTIFY, file: 'lib/server.js' },
  { ...RESTIFY, file: 'lib/chain.js' },
  { ...LEAN_NEST, file: NEST_ERRORS, versions: '>=4.0.0 <12' },
  { ...LEAN_NEST, versions: '>=12.0.0 <13', esm: ['NestFactory'], beside: [NEST_ERRORS] },
  { ...LEAN_NEST, file: NEST_ERRORS, versions: '>=12.0.0 <13', esm: ['ExceptionsHandler'] },
  { ...HONO, esm: ['Hono'] },
  { ...HONO, file: 'dist/cjs/preset/tiny.js' },
  { ...HONO, file: 'dist/preset/tiny.js', esm: ['Hono'] },
  { ...HONO, file: 'dist/cjs/preset/quick.js' },
  { ...HONO, file: 'dist/preset/quick.js', esm: ['Hono'] },
  { ...HONO, file: 'dist/cjs/helper/factory/index.js' },
  { ...HONO, file: 'dist/helper/factory/index.js', esm: ['Factory', 'createFactory'] },
  { part: 'graphql', name: 'graphql', module: 'graphql', versions: '>=17.0.0 <18', esm: [] },
  { ...NEST, esm: ['NestFactory'], beside: [NEST_ROUTES] },
  { ...NEST, file: NEST_ROUTES, esm: ['RouterExecutionContext'] },
  { part: 'sqlite', name: 'node-sqlite', module: 'node:sqlite' },
  { part: 'loggers', name: 'bunyan', module: 'bunyan', file: 'lib/bunyan.js', versions: '>=1.0.0 <3' },
  { part: 'loggers', name: 'pino', module: 'pino', file: 'lib/proto.js', versions: '>=6.5.0 <11' },
  {
    part: 'loggers',
    name: 'winston',
    module: 'winston',
    file: 'lib/winston/logger.js',
    versions: '>=3.0.0 <4',
  },
  { ...CONSOLA, esm: ['Consola', 'default'] },
  { ...CONSOLA, file: 'dist/basic.cjs' },
  { ...CONSOLA, file: 'dist/basic.mjs', esm: ['Consola', 'default'] },
  { ...CONSOLA, file: 'dist/core.cjs' },
  { ...CONSOLA, file: 'dist/core.mjs', esm: ['Consola'] },
  { ...LOG4JS, file: 'lib/clustering.js' },
  { ...LOG4JS, file: 'lib/categories.js' },
  { ...LOG4JS, file: 'lib/appenders/categoryFilter.js' },
  { ...LOG4JS, file: 'lib/appenders/logLevelFilter.js' },
  { ...LOG4JS, file: 'lib/appenders/noLogFilter.js' },
  { part: 'more-loggers', name: 'loglevel', module: 'loglevel', versions: '>=1.2.0 <2' },
  TSLOG,
  { ...TSLOG, file: 'esm/subpaths/slim.js' },
  { part: 'more-loggers', name: 'debug', module: 'debug', versions: '>=2.0.0 <5' },
  { ...NEST_LOGGER, file: 'services/console-logger.service.js', versions: '>=8.0.0 <12' },
  { ...NEST_LOGGER, versions: '>=12.0.0 <13', esm: ['ConsoleLogger'] },
  { ...ROARR, file: 'dist/factories/createLogger.js' },
  { ...ROARR, file: 'dist/src/factories/createLogger.js' },
  { part: 'more-loggers', name: 'signale', module: 'signale', file: 'signale.js', versions: '>=1.0.0 <2' },
];

/** What decides between ours and upstream's where there are both. */
export type Whose = Pick<WaymarkConfig, 'engine' | 'spans'>;

/** Whether this version of a module is ours; upstream's may have others, older or newer. */
export function takes({ engine, spans }: Whose, module: string, version: string | undefined): boolean {
  const covers = (target: Target) =>
    target.module === module && (target.versions === undefined || satisfies(version, target.versions));
  return engine === 'waymark' && TARGETS.some((target) => isOf(target, spans) && covers(target));
}

function isOf(target: Target, spans: WaymarkConfig['spans']): boolean {
  return target.spans === undefined || target.spans === spans;
}

/** Entries for the hooks of one module, of what is on: each asks its part for the real patch when the target loads. */
export function lazyPatches(
  module: string,
  patchesOf: (part: PartName) => readonly ModulePatch[],
  isOn: (name: InstrumentationName) => boolean,
  spans: () => WaymarkConfig['spans'],
): ModulePatch[] {
  const targets = TARGETS.filter((target) => target.module === module && isOn(target.name));
  return targets.map((target) => ({
    module,
    file: target.file,
    versions: target.versions,
    esm: target.esm,
    beside: target.beside,
    patch: (exports, loaded) => {
      // Asked as late as this: a configuration module may have said otherwise since.
      if (!isOn(target.name) || !isOf(target, spans())) return exports;
      const real = patchesOf(target.part).filter((entry) => isFor(entry, target));
      return real.reduce((patched, entry) => entry.patch(patched, loaded), exports);
    },
  }));
}

function isFor(entry: ModulePatch, target: Target): boolean {
  return entry.module === target.module && entry.file === target.file && entry.versions === target.versions;
}
