/** Sentry's versions, by what they keep in the process; test/others runs the real Sentry 11. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { otherTracers, runningTracer } from './other-tracers.ts';

const scope = globalThis as { __SENTRY__?: object };
afterEach(() => delete scope.__SENTRY__);

const ROWS: [version: string, options: object, traces: boolean][] = [
  ['11.12.0', { tracesSampleRate: 1 }, true],
  ['11.12.0', { tracesSampler: () => 1 }, true],
  ['11.12.0', {}, false],
  // An option that 11 does not have.
  ['11.12.0', { tracesSampleRate: 1, skipOpenTelemetrySetup: true }, true],
  ['10.78.0', { tracesSampleRate: 1 }, true],
  ['10.78.0', { tracesSampleRate: 1, skipOpenTelemetrySetup: true }, false],
  ['8.0.0', { tracesSampler: () => 1, skipOpenTelemetrySetup: true }, false],
  ['10.78.0', { skipOpenTelemetrySetup: true }, false],
  ['7.120.0', { tracesSampleRate: 1, skipOpenTelemetrySetup: true }, true],
];

for (const [version, options, traces] of ROWS) {
  test(`Sentry ${version} with ${Object.keys(options).join(' and ') || 'nothing'} ${traces ? 'traces' : 'does not'}`, () => {
    const client = { getOptions: () => options };
    scope.__SENTRY__ = { version, [version]: { defaultCurrentScope: { getClient: () => client } } };
    const running = traces ? '@sentry/node' : undefined;
    assert.equal(runningTracer(), running);

    let begun: string | undefined;
    const patch = otherTracers((name) => {
      begun = name;
    }).find(({ module }) => module === '@sentry/node');
    const exports = { init: () => client };
    patch?.patch(exports, { name: '@sentry/node' });
    assert.equal(exports.init(), client);
    assert.equal(begun, running);
  });
}
