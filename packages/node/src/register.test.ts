import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { isSupportedNode } from './node-support.ts';

const source = readFileSync(new URL('register.cjs', import.meta.url), 'utf8');

/** What register.cjs does in a process like this: whether it starts, and what it says. */
function register(fake: { version: string; env?: object; send?: unknown }): {
  started: boolean;
  said: string;
} {
  const outcome = { started: false, said: '' };
  const process = {
    versions: { node: fake.version },
    env: fake.env ?? {},
    send: fake.send,
    argv: ['node', '/app.js'],
    chdir() {},
    stderr: { write: (text: string) => (outcome.said += text) },
  };
  const main = { register: () => (outcome.started = true) };
  runInNewContext(source, { process, require: () => main });
  return outcome;
}

const VERSIONS: [string, boolean][] = [
  ['10.24.1', false],
  ['20.20.2', false],
  ['22.14.0', false],
  ['22.15.0', true],
  ['22.23.3', true],
  ['23.11.0', false],
  ['24.0.0', true],
  ['26.10.0', true],
];
for (const [version, supported] of VERSIONS) {
  test(`Node ${version} is ${supported ? '' : 'not '}supported, by the flag and from code alike`, () => {
    assert.equal(isSupportedNode(version), supported);
    const { started, said } = register({ version });
    assert.equal(started, supported);
    assert.equal(said.includes(`this is Node ${version}, and Waymark needs`), !supported);
  });
}

const PROCESSES: [string, object, unknown, boolean][] = [
  ['the main process says why', {}, undefined, true],
  ['a forked child does not', {}, () => {}, false],
  ['the application under node --watch does', { WATCH_REPORT_DEPENDENCIES: '1' }, () => {}, true],
  ['the application under pm2 does', { pm_id: '0' }, () => {}, true],
  ['a file of node --test does not', { NODE_TEST_CONTEXT: 'child-v8' }, undefined, false],
];
for (const [name, env, send, says] of PROCESSES) {
  test(`disabled, ${name}`, () => {
    const { started, said } = register({
      version: '24.0.0',
      env: { ...env, OTEL_SDK_DISABLED: 'true' },
      send,
    });
    assert.deepEqual([started, said !== ''], [false, says]);
  });
}
