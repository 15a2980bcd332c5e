import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as exported from './index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');
const [use, tail] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, snippet]) => snippet!) as [
  string,
  string,
];

function run(program: string): string {
  const args = ['--input-type=module-typescript', '-e', program];
  const child = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  assert.deepEqual([child.status, child.stderr], [0, '']);
  return child.stdout;
}

/** The logger and the request that the README's line is of. */
const LINE = `
const { pino } = await import('pino');
const { context, trace } = await import('@opentelemetry/api');
const { WaymarkContextManager } = await import('@waymark/tracing');
context.setGlobalContextManager(new WaymarkContextManager().enable());
const logger = pino({ base: { pid: 1, hostname: 'h' }, timestamp: () => ',"time":1764110000000' }, { write: (line) => process.stdout.write(line) });
const request = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
context.with(trace.setSpanContext(context.active(), request), () => logger.info({ order: 7 }, 'paid'));
`;

test('with the first snippet a line of pino has the fields that the README shows, in their order', () => {
  const [, shown] = /```json\n([\s\S]*?)```/.exec(readme)!;
  assert.equal(run(use + LINE), `${JSON.stringify(JSON.parse(shown!))}\n`);
});

test('the snippet of a tail runs before processors of its reader', () => {
  const processor = '{ onEmit() {}, forceFlush: async () => {}, shutdown: async () => {} }';
  const declared = /^declare const .*;$/m;
  assert.match(tail, declared);
  const given = `const exportLogs: LogRecordProcessor = ${processor}; const exportSpans = {} as SpanProcessor;`;
  assert.equal(run(tail.replace(declared, given)), '');
});

test('the README lists what is exported', () => {
  const listed = readme.slice(readme.indexOf('## Exports'));
  for (const name of Object.keys(exported)) assert.ok(listed.includes(`\`${name}\``), name);
});
