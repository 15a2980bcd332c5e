import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectResources, hostDetector, osDetector, processDetector } from '@opentelemetry/resources';
import { configFromEnv } from '../config/config.ts';
import type { StartOptions } from '../types.ts';
import { resourceAttributes, resourceOf } from './resource.ts';
import { seenProcess, serviceOf } from './seen-process.ts';

const detect = (env: Record<string, string>) =>
  resourceAttributes(configFromEnv(env).config.resource, seenProcess(), () => 'id');

test('the service is named by OTEL_SERVICE_NAME, then OTEL_RESOURCE_ATTRIBUTES, then package.json', () => {
  const attributes = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=from%20attributes,team=a' };
  assert.equal(detect({ ...attributes, OTEL_SERVICE_NAME: 'named' })['service.name'], 'named');
  assert.equal(detect(attributes)['service.name'], 'from attributes');
  assert.equal(detect(attributes)['team'], 'a');
  // The nearest package.json of a test file is this package's.
  assert.equal(detect({})['service.name'], '@waymark/node');
});

test("upstream's detectors say the same, but for what may be somebody's secret", async () => {
  const detectors = [hostDetector, osDetector, processDetector];
  const upstream = detectResources({ detectors });
  await upstream.waitForAsyncAttributes?.();
  const ours = detect({ OTEL_NODE_RESOURCE_DETECTORS: 'host,os,process' });
  const differing = Object.entries(upstream.attributes).filter(([key, value]) => ours[key] !== value);
  assert.deepEqual(differing.map(([key]) => key).sort(), ['process.command_args', 'process.owner']);
});

test('a later detector wins, and what the user says is the last by default', () => {
  const said = { OTEL_RESOURCE_ATTRIBUTES: 'host.name=mine' };
  assert.equal(detect(said)['host.name'], 'mine');
  assert.equal(detect({ ...said, OTEL_NODE_RESOURCE_DETECTORS: 'host,env' })['host.name'], 'mine');
  assert.notEqual(detect({ ...said, OTEL_NODE_RESOURCE_DETECTORS: 'env,host' })['host.name'], 'mine');
});

test('OTEL_NODE_RESOURCE_DETECTORS chooses what is detected', () => {
  const only = detect({ OTEL_NODE_RESOURCE_DETECTORS: 'host', OTEL_RESOURCE_ATTRIBUTES: 'team=a' });
  assert.ok(typeof only['host.name'] === 'string');
  assert.equal(only['process.pid'], undefined);
  assert.equal(only['team'], undefined);
  assert.equal(detect({ OTEL_NODE_RESOURCE_DETECTORS: 'none' })['service.instance.id'], undefined);
});

test('the instance id is a version 4 UUID and differs from start to start', () => {
  const of = () =>
    resourceOf(configFromEnv({}).config.resource, {}, seenProcess()).attributes['service.instance.id'];
  assert.match(String(of()), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(of(), of());
});

const SAID = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=said,service.version=9' };
const SERVICES: [string, Record<string, string>, StartOptions][] = [
  ['package.json', {}, {}],
  ['OTEL_RESOURCE_ATTRIBUTES', SAID, {}],
  ['OTEL_RESOURCE_ATTRIBUTES, not asked', { ...SAID, OTEL_NODE_RESOURCE_DETECTORS: 'host' }, {}],
  ['OTEL_SERVICE_NAME', { ...SAID, OTEL_SERVICE_NAME: 'named' }, {}],
  [
    'attributes from code',
    { ...SAID, OTEL_SERVICE_NAME: 'named' },
    { resourceAttributes: { 'service.name': 'coded', 'service.version': '2' } },
  ],
  ['a name from code', SAID, { serviceName: 'called', resourceAttributes: { 'service.name': 'coded' } }],
];
for (const [by, env, options] of SERVICES) {
  test(`the start line names the service as the resource does: by ${by}`, () => {
    const { resource } = configFromEnv(env).config;
    const { attributes } = resourceOf(resource, options, seenProcess());
    const service = serviceOf(resource, options, seenProcess());
    for (const key of ['service.name', 'service.version']) assert.equal(service[key], attributes[key]);
  });
}

test('what the application changes of its process later is not told of it', () => {
  const seen = seenProcess();
  const { title } = process;
  process.title = 'renamed';
  const { attributes } = resourceOf(configFromEnv({}).config.resource, {}, seen);
  process.title = title;
  assert.equal(attributes['process.executable.name'], title);
});
