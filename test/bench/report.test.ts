import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contenders } from './contenders.ts';
import { selfTimes } from './profile.ts';
import { environments, requestTable, startupTable } from './report.ts';

/** Rounds of 20, 30 and 40 for bare; the others add the same to each. */
function samples(adds: number[]): number[][] {
  return adds.map((extra) => [20, 30, 40].map((value) => value + extra));
}

test('the request table has what each adds, its interval, and the share of what upstream adds', () => {
  const values = samples([0, 100, 50, 10]);
  const rows = contenders.map((contender, index) => ({
    contender,
    run: values[index]!,
    best: values[index]!,
  }));
  const size = { rounds: 3, warmUp: 1, blocks: 1, blockRequests: 1 };
  const table = requestTable({ title: 'x', app: 'node-http.cjs', hasRoute: false }, size, rows);
  assert.deepEqual(tableCells(table).slice(2), [
    ['bare', '30.0', '-', '-', '20.0', '-', '-'],
    ['upstream', '130.0', '+100.0 [100.0, 100.0]', '1', '120.0', '+100.0', '1.00'],
    ['dd-trace', '80.0', '+50.0 [50.0, 50.0]', '0.500 [0.500, 0.500]', '70.0', '+50.0', '0.50'],
    ['waymark', '40.0', '+10.0 [10.0, 10.0]', '0.100 [0.100, 0.100]', '30.0', '+10.0', '0.10'],
  ]);
});

test('the start table compares wall, CPU and whole life', () => {
  const values = samples([0, 400, 200, 10]);
  const rows = contenders.map((contender, index) => ({
    contender,
    wall: values[index]!,
    cpu: values[index]!.map((value) => value / 2),
    wholeLife: values[index]!,
  }));
  const last = tableCells(startupTable({ title: 'x', app: 'x' }, rows)).at(-1);
  assert.deepEqual(last, [
    'waymark',
    '40.0 (30.0)',
    '+10.0 [10.0, 10.0]',
    '+10.0',
    '+5.0 [5.0, 5.0]',
    '0.025 [0.025, 0.025]',
    '+10.0 [10.0, 10.0]',
  ]);
});

test('every variable of every contender is printed', () => {
  const printed = environments(contenders);
  for (const { env } of contenders) {
    for (const [key, value] of Object.entries(env('<sink>'))) assert.ok(printed.includes(`${key}=${value}`));
  }
  assert.ok(printed.includes('NODE_ENV=production'));
});

test('a profile is listed by own time, without idle time, the largest first', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const nodes = [node(1, '(idle)', ''), node(2, 'emit', 'file:///x/http.cjs'), node(3, '', 'node:net')];
  const listed = selfTimes({ nodes, samples: [1, 2, 3, 2], timeDeltas: [500, 30, 40, 30] });
  assert.equal(listed, ' 60.00 %  emit http.cjs:10\n 40.00 %  (anonymous) node:net:10');
});

function tableCells(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
