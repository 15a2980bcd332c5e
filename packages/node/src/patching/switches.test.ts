import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configFromEnv } from '../config/config.ts';
import { switchesOf } from './switches.ts';
import { TARGETS, takes } from './targets.ts';

const switches = (env: Record<string, string>) => switchesOf(configFromEnv(env).config);

const LEAN = { engine: 'waymark', spans: 'lean' } as const;

/** Node's own, and versions of packages that both could patch. */
const BOTH: [string, string | undefined][] = [
  ['node:http', undefined],
  ['node:https', undefined],
  ['express', '5.1.0'],
  ['router', '2.0.0'],
  ['pino', '10.0.0'],
  ['winston', '3.10.0'],
];

test('by default ours run where there are ours', () => {
  const { ours, upstreams } = switches({});
  for (const [module, version] of BOTH) assert.equal(takes(LEAN, module, version), true, module);
  assert.deepEqual([ours('undici'), upstreams('undici')], [true, false]);
});

test('upstream has the rest, and the versions that ours do not take', () => {
  const { upstreams } = switches({});
  for (const name of ['pg', 'koa', 'winston', 'runtime-node']) assert.equal(upstreams(name), true, name);
  for (const [module, version] of [
    ['pg', '8.0.3'],
    ['winston', '2.4.0'],
    ['pino', '6.4.1'],
    ['express', undefined],
  ] as const) {
    assert.equal(takes(LEAN, module, version), false, module);
  }
});

test('files, lookups, sockets and host metrics are off until they are named', () => {
  const quiet = ['fs', 'dns', 'net', 'host-metrics'];
  for (const name of quiet) assert.equal(switches({}).upstreams(name), false, name);
  const named = switches({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: quiet.join() });
  for (const name of quiet) assert.equal(named.upstreams(name), true, name);
  assert.equal(named.ours('http'), false);
});

test("WAYMARK_ENGINE=upstream leaves everything to upstream's", () => {
  const { ours, upstreams } = switches({ WAYMARK_ENGINE: 'upstream' });
  for (const [module, version] of BOTH)
    assert.equal(takes({ ...LEAN, engine: 'upstream' }, module, version), false, module);
  assert.deepEqual([ours('undici'), upstreams('undici'), ours('fastify')], [false, true, false]);
});

test('loggers that upstream does not know are ours beside either engine', () => {
  const { ours, upstreams } = switches({ WAYMARK_ENGINE: 'upstream' });
  assert.deepEqual([ours('roarr'), ours('nestjs-logger'), upstreams('roarr')], [true, true, true]);
});

test('debug is off until it is asked for', () => {
  assert.equal(switches({}).ours('debug'), false);
  assert.equal(switches({ WAYMARK_LOG_DEBUG: 'on' }).ours('debug'), true);
  assert.equal(
    switches({ WAYMARK_LOG_DEBUG: 'on', WAYMARK_INSTRUMENTATION_DEBUG: 'enabled=false' }).ours('debug'),
    false,
  );
});

test("WAYMARK_SPANS=full leaves layers to upstream's where ours make none", () => {
  const isOurs = (module: string, version?: string) => takes({ ...LEAN, spans: 'full' }, module, version);
  for (const module of ['connect', '@hapi/hapi', 'koa', 'restify'])
    assert.equal(isOurs(module, module === '@hapi/hapi' ? '21.0.0' : '3.0.0'), false, module);
  for (const [module, version] of BOTH) assert.equal(isOurs(module, version), true, module);
  assert.deepEqual([isOurs('@nestjs/core', '11.0.0'), isOurs('@nestjs/core', '12.0.0')], [false, true]);
});

test('ours are disabled by the same names', () => {
  const { ours, upstreams } = switches({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,pg' });
  assert.deepEqual([ours('http'), upstreams('http'), ours('express')], [false, false, true]);
  assert.equal(upstreams('pg'), false);
  assert.equal(switches({ WAYMARK_INSTRUMENTATION_PINO: 'enabled=false' }).ours('pino'), false);
});

test('each of our targets has a name that settings know', () => {
  const { ours } = switches({ WAYMARK_LOG_DEBUG: 'on' });
  for (const { name } of TARGETS) assert.equal(ours(name), true, name);
});
