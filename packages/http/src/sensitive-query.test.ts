import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactQuery } from './sensitive-query.ts';

const rows: [condition: string, query: string, expected: string][] = [
  ['an ordinary query', 'page=2&sort=name', 'page=2&sort=name'],
  ['unusual spelling', 'a&b=&=c&d=%20&e=+', 'a&b=&=c&d=%20&e=+'],
  ['sig', 'a=1&sig=secret&b=2', 'a=1&sig=REDACTED&b=2'],
  ['Signature', 'Signature=x=y', 'Signature=REDACTED'],
  ['AWSAccessKeyId', 'AWSAccessKeyId=AKIA', 'AWSAccessKeyId=REDACTED'],
  ['X-Goog-Signature', 'X-Goog-Signature=x', 'X-Goog-Signature=REDACTED'],
  [
    'the X-Amz family',
    'X-Amz-Signature=1&X-Amz-Credential=2&X-Amz-Security-Token=3&X-Amz-Date=4',
    'X-Amz-Signature=REDACTED&X-Amz-Credential=REDACTED&X-Amz-Security-Token=REDACTED&X-Amz-Date=4',
  ],
  ['every occurrence', 'sig=1&sig=2', 'sig=REDACTED&sig=REDACTED'],
  ['an encoded key', '%73ig=secret', '%73ig=REDACTED'],
  ['a fully encoded key', '%73%69%67=secret', '%73%69%67=REDACTED'],
  ['a broken escape', '%zz=1&sig=2', '%zz=1&sig=REDACTED'],
  ['keys that only contain one', 'design=1&signal=2&SIG=3', 'design=1&signal=2&SIG=3'],
  ['a key without a value', 'sig', 'sig'],
];

describe('redactQuery', () => {
  for (const [condition, query, expected] of rows) {
    it(`treats ${condition}`, () => assert.equal(redactQuery(query), expected));
  }
});
