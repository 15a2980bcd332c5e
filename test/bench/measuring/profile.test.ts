import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selfTimes } from './profile.ts';

test('a profile is listed by own time, without idle time, the largest first', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 9 },
  });
  const nodes = [node(1, '(idle)', ''), node(2, 'emit', 'file:///x/http.cjs'), node(3, '', 'node:net')];
  const listed = selfTimes({ nodes, samples: [1, 2, 3, 2], timeDeltas: [500, 30, 40, 30] });
  assert.equal(listed, ' 60.00 %  emit http.cjs:10\n 40.00 %  (anonymous) node:net:10');
});
