import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validOptions } from './start-options.ts';

const processor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
const good = {
  serviceName: 'billing',
  resourceAttributes: { team: 'a', shards: [1, 2] },
  sampler: { shouldSample: () => ({ decision: 2 }), toString: () => 'mine' },
  spanProcessors: [processor],
};

test('valid options are kept as they are', () => {
  assert.deepEqual(validOptions(good), { options: good, complaints: [] });
  assert.deepEqual(validOptions(undefined), { options: {}, complaints: [] });
  assert.deepEqual(validOptions({ serviceName: undefined }), { options: {}, complaints: [] });
});

const bad: [string, unknown, RegExp][] = [
  ['no object', null, /^start\(\) is not right: it takes an object of options/],
  ['an array', [], /^start\(\) is not right/],
  [
    'a name that is a number',
    { serviceName: 5 },
    /^start\({ serviceName }\) is not valid: it takes a string/,
  ],
  [
    'attributes that are a string',
    { resourceAttributes: 'x' },
    /^start\({ resourceAttributes }\) is not valid/,
  ],
  [
    'attributes with an object',
    { resourceAttributes: { a: {} } },
    /^start\({ resourceAttributes }\) is not valid/,
  ],
  [
    'a sampler without shouldSample',
    { sampler: {} },
    /^start\({ sampler }\) is not valid: it takes an object with/,
  ],
  ['a sampler that is a function', { sampler: () => 1 }, /^start\({ sampler }\) is not valid/],
  [
    'processors that are no array',
    { spanProcessors: {} },
    /^start\({ spanProcessors }\) is not valid: it takes an array/,
  ],
  ['a processor that is null', { spanProcessors: [null] }, /^start\({ spanProcessors }\) is not valid/],
  [
    'an unknown option',
    { servicename: 'x' },
    /^start\({ servicename }\) is not known: it takes serviceName, /,
  ],
];
for (const [name, options, line] of bad) {
  test(`${name} costs one line and is left out`, () => {
    const { options: kept, complaints } = validOptions(options);
    assert.deepEqual(kept, {});
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]!, line);
  });
}
