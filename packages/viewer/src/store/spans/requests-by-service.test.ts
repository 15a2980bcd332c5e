import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromProtobuf, TRACES, toProtobuf } from '@waymark/otlp';
import { BlockFile } from '../keeping/block-file.ts';
import { serviceOf } from '../matching/service-of.ts';
import { span, traces } from '../oracle/samples.ts';
import { requestsByService } from './requests-by-service.ts';
import { SpanPart } from './span-part.ts';
import { GROUP, GROUP_INTS, TraceScan } from './trace-scan.ts';

/** Of each service one span. */
const manyServices = (count: number) =>
  toProtobuf(
    TRACES,
    traces(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`service ${i}`, [span(i + 1, i + 1)]])),
    ),
  );

test('divides a request by service, and asks once what service a group is of', () => {
  const scan = new TraceScan();
  const body = manyServices(40);
  scan.scan(body);
  let asked = 0;
  const requestOf = requestsByService(scan, (at) => {
    asked++;
    const { resourceStart, resourceEnd } = GROUP;
    const part = scan.bytes.subarray(
      scan.groups.data[at + resourceStart],
      scan.groups.data[at + resourceEnd],
    );
    return serviceOf(fromProtobuf(TRACES, part).resourceSpans[0]!.resource);
  });
  const whole = fromProtobuf(TRACES, body).resourceSpans;
  for (const [i, resourceSpans] of whole.entries())
    assert.deepEqual(fromProtobuf(TRACES, requestOf(`service ${i}`)), { resourceSpans: [resourceSpans] });
  assert.equal(asked, scan.groups.length / GROUP_INTS);
});

test('one request of thousands of services holds no more memory than many', () => {
  const file = new BlockFile({}, { dropped() {}, committed() {}, undone() {} });
  const part = new SpanPart(file);
  part.take(manyServices(2500));
  assert.equal(part.records, 2500);
  assert.ok(part.headBytes <= 64 * 2 ** 20 && file.blocks.size > 400, `${part.headBytes} bytes`);
  file.close();
});
