/** Spans as nobody would make them, at random: both of Jaeger's APIs show them as a real Jaeger does, with all its warnings. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { skipWithoutJaeger } from '../backends/jaeger-binary.mjs';
import { BothJaegers } from './both-jaegers.ts';
import { otlpInOrder, tracesInOrder } from './jaeger-order.ts';
import { oddTraces } from './odd-traces.ts';
import { together } from './otlp-builder.ts';
import type { SearchedTrace } from './searched-traces.ts';

const skip = skipWithoutJaeger();
let both: BothJaegers;
let traces: SearchedTrace[];

before(async () => {
  if (skip) return;
  both = await BothJaegers.start();
  traces = oddTraces(150, BigInt(Date.now() - 3_600_000) * 1_000_000n);
  await both.send(together(...traces.map(({ sent }) => sent)));
});
after(() => both?.stop());

// The last one changes what Jaeger has in memory.
const FORMS: [path: string, normal: (body: unknown) => unknown][] = [
  ['/api/traces/ID?raw=true', tracesInOrder],
  ['/api/traces/ID', tracesInOrder],
  ['/api/v3/traces/ID?raw_traces=true', otlpInOrder],
  ['/api/v3/traces/ID', otlpInOrder],
];

for (const [form, normal] of FORMS)
  test(form, { skip }, async () => {
    const warnings = new Set<string>();
    for (const { traceId } of traces) {
      const { real, ours } = await both.ask(form.replace('ID', traceId));
      assert.equal(real.status, 200, traceId);
      assert.deepEqual(normal(ours.body), normal(real.body), traceId);
      for (const each of JSON.stringify(real.body).matchAll(
        /Negative|invalid parent|not in the trace|delta of/g,
      ))
        warnings.add(each[0]);
    }
    assert.ok(warnings.size >= (form.includes('raw') ? 1 : 3), [...warnings].join());
  });
