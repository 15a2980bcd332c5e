import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idsToTry, pastedId } from './pasted-id.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test('finds the id in what was pasted', () => {
  const table: [pasted: string, id: string][] = [
    [TRACE, TRACE],
    [` ${TRACE.toUpperCase()}\n`, TRACE],
    [`"${SPAN}"`, SPAN],
    [`00-${TRACE}-${SPAN}-01`, SPAN],
    ['req-42', 'req-42'],
    ['Req-ABC', 'Req-ABC'],
    ['', ''],
  ];
  for (const [pasted, id] of table) assert.equal(pastedId(pasted), id);
});

test('tries a UUID as it is first, then as a trace id', () => {
  const uuid = '0af76519-16cd-43dd-8448-eb211c80319c';
  assert.deepEqual(idsToTry(uuid), [uuid, TRACE]);
  assert.deepEqual(idsToTry(TRACE), [TRACE]);
  assert.deepEqual(idsToTry('req-42'), ['req-42']);
});
