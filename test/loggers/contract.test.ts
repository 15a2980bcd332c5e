/** What every logger's lines and records are, in real processes: oldest and newest version, CommonJS and ES modules. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, type TestContext, test } from 'node:test';
import type { TestLog } from '@waymark/testing';
import type { LoggerApp } from './app.ts';
import { ensureLoggers } from './packages.mjs';
import { type Age, type Play, type Played, play, type System } from './play.ts';

ensureLoggers();
const require = createRequire(import.meta.url);
const folder = import.meta.dirname;
const names = readdirSync(join(folder, 'apps')).map((file) => file.replace('.cjs', ''));

for (const name of names) {
  const app = require(`./apps/${name}.cjs`) as LoggerApp;
  for (const age of agesOf(app))
    for (const system of ['cjs', 'mjs'] as const) holds(name, { ...app, ...app[age] }, age, system);
}

function agesOf({ ages, module }: LoggerApp): readonly Age[] {
  return ages ?? (module === undefined ? ['newest'] : ['oldest', 'newest']);
}

function titleOf({ module }: LoggerApp, name: string, age: Age): string {
  if (module === undefined) return name;
  const { dependencies } = JSON.parse(readFileSync(join(folder, age, 'package.json'), 'utf8'));
  return `${name} ${dependencies[module]}`;
}

function holds(name: string, app: LoggerApp, age: Age, system: System): void {
  describe(`${titleOf(app, name, age)}, ${system === 'cjs' ? 'required' : 'imported'}`, () => {
    let bare: Play;
    let ours: Play;
    before(async () => {
      [bare, ours] = await Promise.all([
        play(name, app, age, system, false),
        play(name, app, age, system, true),
      ]);
    });

    /** The lines are those of the bare process, but for the ids; returns what was made of them. */
    const compared = (scenario: string): Played => {
      const made = ours(scenario);
      assertLines(app, bare(scenario), made, scenario);
      return made;
    };
    /** Plays a scenario that the logger may have a reason not to. */
    const promise = (title: string, way: unknown, check: (t: TestContext) => void) =>
      test(title, { skip: typeof way === 'string' ? way : false }, check);
    const usual = app.levels[app.usual ?? 'info']!;

    test('outside of a request a line stays as it is, and its record has no trace', () => {
      const made = ours('outside');
      assert.equal(made.stdout, bare('outside').stdout);
      assert.equal(made.stderr, bare('outside').stderr);
      assert.notEqual(made.stdout + made.stderr, '');
      assert.deepEqual(saidBy(made.records), [[...usual, bodyOf(app, app.usual ?? 'info', 'paid')]]);
    });

    test('inside a request its record has the trace, the request id, the scope and the service', () => {
      const { records, span } = compared('said');
      assert.equal(records.length, 1);
      const [{ spanId, attributes, scope, service }] = records as [TestLog];
      assert.equal(spanId, span?.spanId);
      assert.equal(attributes['http.request.id'], 'req-said');
      for (const name of ['trace_id', 'span_id', 'request_id', 'service.name'])
        assert.equal(attributes[name], undefined, `${name} has its own place`);
      assert.equal(scope.name, app.scope ?? app.module);
      assert.equal(service, 'shop');
    });

    test('each level has its severity', () => {
      const { records } = compared('levels');
      const expected = Object.entries(app.levels).map(([level, severity]) => [
        ...severity,
        bodyOf(app, level, `at ${level}`),
      ]);
      assert.deepEqual(saidBy(records), expected);
    });

    test('a line from info on is an event of its span', () => {
      const { records, span } = ours('levels');
      const expected = records
        .filter(({ severityNumber }) => severityNumber >= 9)
        .map(({ body, severityNumber }) => ['log', body, RANGES[Math.ceil(severityNumber / 4) - 1]]);
      const told = span?.events.map(({ name: event, attributes }) => [
        event,
        attributes['message'],
        attributes['log.severity'],
      ]);
      assert.deepEqual(told, expected);
    });

    promise('fields are attributes, and deep ones stay deep', app.fields, () => {
      const { records } = compared('fields');
      assert.equal(records.length, 1);
      assertHas(records[0]!, app.fieldAttributes ?? { order: 7, deep: { list: [1, 'two'] } });
      assert.equal(records[0]!.body, bodyOf(app, 'fields', 'paid'));
    });

    promise("a child's fields are attributes of its records", app.child, () => {
      const { records } = compared('child');
      assert.equal(records.length, 1);
      assertHas(records[0]!, app.childAttributes ?? { module: 'cart' });
    });

    promise('an error is exception.*', app.error, () => {
      const { records } = compared('error');
      assert.equal(records.length, 1);
      assertHas(records[0]!, {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': 'TypeError: boom\n    at pay (/srv/app/pay.js:7:3)',
      });
    });

    promise('arguments are in the message', app.formatted, () => {
      const { records } = compared('formatted');
      assert.deepEqual(
        records.map(({ body }) => body),
        [app.said],
      );
    });

    promise('what the logger takes out of the line is not in the record', app.hidden, () => {
      const { records, span } = compared('hidden');
      assert.equal(records.length, 1);
      assert.doesNotMatch(JSON.stringify([records, span], printable), /hunter2/);
    });

    promise('what is below the level is neither printed nor a record', app.quiet, () => {
      const { records, stdout, stderr } = ours('quiet');
      assert.deepEqual([stdout, stderr, records], ['', '', []]);
    });

    promise('plain text is the same, byte by byte, and a record', app.plain, () => {
      const [made, without] = [ours('plain'), bare('plain')];
      assert.deepEqual([made.stdout, made.stderr], [without.stdout, without.stderr]);
      assert.notEqual(made.stdout + made.stderr, '');
      assert.deepEqual(saidBy(made.records), [[...usual, bodyOf(app, 'plain', 'in plain text')]]);
    });

    promise('a line that is printed through console is one record', app.viaConsole, () => {
      const { records } = compared('viaConsole');
      assert.deepEqual(saidBy(records), [[...usual, bodyOf(app, 'viaConsole', 'through the console')]]);
    });

    test('after the shutdown a line stays as it is, also in a request, and has no record', () => {
      const [made, without] = [ours('stopped'), bare('stopped')];
      assert.deepEqual([made.stdout, made.stderr], [without.stdout, without.stderr]);
      assert.match(made.stdout + made.stderr, /after the shutdown/);
      assert.doesNotMatch(JSON.stringify(ours.logs, printable), /after the shutdown/);
    });

    promise('what fails does so as without us', app.throwing, () => {
      const made = ours('throwing');
      assert.match(made.stdout, /^threw /m);
      assert.deepEqual([made.stdout, made.stderr], [bare('throwing').stdout, bare('throwing').stderr]);
      assert.deepEqual(made.records, []);
    });
  });
}

/** Names of the ranges of four severities (logs/data-model.md, severity fields). */
const RANGES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Severity and body of each. */
function saidBy(records: readonly TestLog[]): unknown[][] {
  return records.map(({ severityNumber, severityText, body }) => [severityNumber, severityText, body]);
}

function bodyOf({ bodies = {} }: LoggerApp, what: string, text: string): unknown {
  return Object.hasOwn(bodies, what) ? bodies[what] : text;
}

function assertHas({ attributes }: TestLog, expected: Readonly<Record<string, unknown>>): void {
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, attributes[key]]));
  assert.deepEqual(found, expected);
}

/** Structured lines differ by the ids alone, which are those of the request; text not at all. */
function assertLines(app: LoggerApp, bare: Played, ours: Played, scenario: string): void {
  assert.notEqual(bare.stdout + bare.stderr, '', 'the scenario prints nothing');
  if (typeof app.structured === 'string') {
    assert.deepEqual([ours.stdout, ours.stderr], [bare.stdout, bare.stderr]);
    return;
  }
  const { parse = JSON.parse } = app;
  const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');
  const ids = {
    trace_id: ours.span?.traceId,
    span_id: ours.span?.spanId,
    request_id: `req-${scenario}`,
    'service.name': 'shop',
  };
  const without = linesOf(ours.stdout + ours.stderr).map((line) => {
    const fields = parse(line);
    assertIds(fields, ids);
    return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([key]) => !(key in ids))));
  });
  assert.deepEqual(
    without,
    linesOf(bare.stdout + bare.stderr).map((line) => JSON.stringify(parse(line))),
  );
}

function assertIds(fields: Readonly<Record<string, unknown>>, ids: Readonly<Record<string, unknown>>): void {
  assert.deepEqual(Object.fromEntries(Object.keys(ids).map((key) => [key, fields[key]])), ids);
}

function printable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
