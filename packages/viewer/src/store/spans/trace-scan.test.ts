import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecodeError, fromProtobuf, TRACES, TRACES_WITH_ZIPKIN, toProtobuf } from '@waymark/otlp';
import { BlockFile } from '../keeping/block-file.ts';
import { NaiveStore } from '../oracle/naive-store.ts';
import { span, traceId, traces } from '../oracle/samples.ts';
import type { StoredSpan, Taken } from '../telemetry-store.ts';
import { mutated } from './fixtures/mutations.ts';
import { RandomSpans } from './fixtures/random-spans.ts';
import { SpanPart } from './span-part.ts';
import { SpanReader } from './span-reader.ts';

function open() {
  const part: SpanPart = new SpanPart(
    new BlockFile({}, { dropped: (block) => part.dropped(block), committed() {}, undone() {} }),
    5,
  );
  return { part, reader: new SpanReader(part) };
}

test('keeps of damaged and strange requests what the codec reads, and refuses what it refuses', async () => {
  const random = new RandomSpans(7);
  const below = (limit: number) => random.below(limit);
  let [kept, refused] = [0, 0];
  for (let round = 0; round < 600; round++) {
    let body: Uint8Array = toProtobuf(TRACES, random.request());
    for (let times = below(3); times >= 0; times--) if (body.length > 0) body = mutated(body, below);
    const naive = new NaiveStore();
    const { part, reader } = open();
    const wanted = await outcomeOf(() => naive.take('traces', body));
    const found = await outcomeOf(async () => part.take(body));
    const shown = `round ${round}: ${Buffer.from(body).toString('hex')}`;
    assert.deepEqual(found, wanted, shown);
    if (typeof wanted === 'string') {
      refused++;
      assert.equal(part.records, 0);
      continue;
    }
    for (const id of traceIdsOf(body)) {
      const spans = (await naive.spansOf(id)).map(withoutZeroParent);
      assert.deepEqual(await reader.spansOf(id), spans, shown);
      kept += spans.length;
    }
  }
  assert.ok(kept > 1000 && refused > 100, `${kept} spans kept, ${refused} requests refused`);
});

test('keeps what only Zipkin knows beside the span', async () => {
  const { part, reader } = open();
  const shape = traces({ shop: [span(1, 1)] });
  Object.assign(shape.resourceSpans[0]!.scopeSpans[0]!.spans[0]!, { zipkin: '{"shared":true}' });
  part.take(toProtobuf(TRACES_WITH_ZIPKIN, shape));
  const [stored] = await reader.spansOf(traceId(1));
  assert.equal(stored!.zipkin, '{"shared":true}');
  assert.deepEqual(stored!.span, span(1, 1));
});

/** What was taken, or which error it was. */
async function outcomeOf(take: () => Promise<Taken>): Promise<Taken | string> {
  try {
    return await take();
  } catch (error) {
    assert.ok(error instanceof DecodeError, String(error));
    return error.code;
  }
}

function traceIdsOf(body: Uint8Array): Set<string> {
  const { resourceSpans } = fromProtobuf(TRACES, body);
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return new Set(spans.map((each) => each.traceId));
}

/** A parent of zeros is none: the one thing that is not kept as it came. */
function withoutZeroParent(stored: StoredSpan): StoredSpan {
  const { parentSpanId } = stored.span;
  return /^0+$/.test(parentSpanId) ? { ...stored, span: { ...stored.span, parentSpanId: '' } } : stored;
}
