/** The files of `deploy/`: read by the programs that they are for, or by what reads the same format where those are not to be had. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { finish } from '../backends/finish.mjs';
import { jaegerBinary, skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { prepareServer, skipWithoutServer } from '../backends/servers.mjs';
import { type ComposeProject, composeProject, skipWithoutCompose } from './checkers.mjs';

const deploy = fileURLToPath(new URL('../../deploy', import.meta.url));
const stacks = globSync('*/compose.yaml', { cwd: deploy }).map(dirname).sort();
const read = (path: string) => readFileSync(join(deploy, path), 'utf8');

/** What the files cannot do without: a stack that starts with a password that everybody knows has none. */
const SECRETS: Record<string, string[]> = {
  elk: ['ELASTIC_PASSWORD', 'KIBANA_PASSWORD', 'WRITER_PASSWORD'],
  fluentd: ['FLUENT_SHARED_KEY'],
};

test('there is a stack for each receiver', () => {
  assert.deepEqual(stacks, ['collector', 'elk', 'fluentd', 'jaeger', 'zipkin']);
});

for (const stack of stacks) {
  const files = ['compose.yaml', 'compose.tls.yaml']
    .map((name) => join(deploy, stack, name))
    .filter((file) => existsSync(file));
  const secrets = SECRETS[stack] ?? [];
  const env = Object.fromEntries(secrets.map((name) => [name, 'chosen']));

  test(`Compose takes ${stack}, which publishes on loopback alone and mounts files that are there`, {
    skip: skipWithoutCompose(),
  }, async () => {
    for (const together of [files.slice(0, 1), files]) assertSafe(await composeProject(together, env));
  });

  for (const name of secrets) {
    test(`${stack} does not start without ${name}`, { skip: skipWithoutCompose() }, async () => {
      await assert.rejects(
        composeProject(files.slice(0, 1), { ...env, [name]: '' }),
        new RegExp(`required variable ${name} is missing`),
      );
    });
  }

  test(`the page of ${stack} has a row for each variable that its files read`, () => {
    const page = read(`${stack}/README.md`);
    const texts = globSync(`${stack}/**/*.{yaml,yml,conf,env,sh}`, { cwd: deploy }).map(read).join('\n');
    // Those that one container's file hands to another's stand in `environment:` alone.
    const inner = new Set([...texts.matchAll(/^ {6}([A-Z_]+): (?!\$\{\1)/gm)].map(([, name]) => name!));
    const names = [...texts.matchAll(/\$\{(?:env:)?([A-Z_]+)/g)].map(([, name]) => name!);
    const missing = [...new Set(names)].filter((name) => !inner.has(name) && !page.includes(`\`${name}\``));
    assert.deepEqual(missing, []);
  });
}

test('a Compose file with a key that there is not is refused', { skip: skipWithoutCompose() }, async () => {
  const file = fileURLToPath(new URL('broken/compose.yaml', import.meta.url));
  await assert.rejects(composeProject([file]), /imagee/);
});

test('the Collector takes its files', { skip: skipWithoutServer('collector') }, async () => {
  const otelcol = String(await prepareServer('collector'));
  const [plain, tls] = ['collector.yaml', 'tls.yaml'].map((name) => [
    '--config',
    join(deploy, 'collector', name),
  ]);
  await finish(otelcol, ['validate', ...plain!]);
  await finish(otelcol, ['validate', ...plain!, ...tls!]);
  const broken = { ...process.env, COLLECTOR_DECISION_WAIT: 'soon' };
  await assert.rejects(
    finish(otelcol, ['validate', ...plain!], { env: broken }),
    /'decision_wait' time: invalid duration/,
  );
});

test("Fluent Bit's file is YAML, whose one input listens where Compose publishes it", () => {
  const { pipeline } = parse(read('fluentd/fluent-bit.yaml'));
  const [input] = pipeline.inputs;
  assert.deepEqual([pipeline.inputs.length, input.name, input.port], [1, 'forward', 24225]);
  assert.match(read('fluentd/compose.yaml'), /:24225"/);
});

test('Jaeger takes its file', { skip: skipWithoutJaeger() }, async () => {
  await finish(await jaegerBinary(), ['validate', '--config', join(deploy, 'jaeger/jaeger.yaml')]);
});

function assertSafe({ services }: ComposeProject): void {
  for (const [name, { image, ports = [], volumes = [] }] of Object.entries(services)) {
    assert.match(image, /:v?\d/, `${name}: an image without a version`);
    for (const port of ports) assert.equal(port.host_ip, '127.0.0.1', `${name}: port ${port.published}`);
    for (const { type, source, read_only: readOnly } of volumes.filter((volume) => volume.type === 'bind')) {
      assert.equal(type === 'bind' && readOnly, true, `${name}: ${source} is to be written`);
      // Certificates are made by who runs it.
      if (!source.endsWith('/certs'))
        assert.ok(existsSync(source), `${name}: no ${relative(deploy, source)}`);
    }
  }
}
