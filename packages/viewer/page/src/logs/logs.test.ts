import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogJson } from '../../../src/asking/waymark/shapes.ts';
import type { Page } from '../live/feed.ts';
import { attributesText, bodyText } from './log-text.ts';
import { lastArrived, withArrived, withOlder } from './merge.ts';
import { levelOf, levelText } from './severity.ts';

function log(id: string, time: string, rest: Partial<LogJson> = {}): LogJson {
  return {
    id,
    timeUnixNano: time,
    service: 'shop',
    severityNumber: 9,
    severityText: 'INFO',
    scope: '',
    attributes: [],
    ...rest,
  };
}

const page = (logs: LogJson[], next?: string): Page<LogJson> => ({ items: logs, next });
const ids = ({ items }: Page<LogJson>) => items.map(({ id }) => id);

test('a record that arrives late stands at its time', () => {
  const known = page([log('3', '300'), log('1', '100')], 'more');
  const merged = withArrived(known, page([log('4', '400'), log('5', '200')]));
  assert.deepEqual(ids(merged), ['4', '3', '5', '1']);
  assert.equal(merged.next, 'more');
});

test('a flood leaves no hole: only the newest page stays', () => {
  const merged = withArrived(page([log('1', '100')]), page([log('9', '900'), log('8', '800')], 'more'));
  assert.deepEqual(ids(merged), ['9', '8']);
  assert.equal(merged.next, 'more');
});

test('nothing new leaves the list the same object', () => {
  const known = page([log('1', '100')]);
  assert.equal(withArrived(known, page([])), known);
});

test('knows which record arrived last, by number', () => {
  assert.equal(lastArrived(page([log('9', '1'), log('10', '0')])), '10');
  assert.equal(lastArrived(page([])), '');
});

test('records of one moment stand by their arrival', () => {
  assert.deepEqual(ids(withArrived(page([log('9', '5')]), page([log('10', '5')]))), ['10', '9']);
});

test('a record in two pages is listed once', () => {
  assert.deepEqual(ids(withOlder(page([log('2', '2')], 'x'), page([log('2', '2'), log('1', '1')]))), [
    '2',
    '1',
  ]);
});

test('four numbers are one level', () => {
  assert.deepEqual([0, 1, 4, 5, 9, 13, 17, 21, 24, 99].map(levelOf), [
    'none',
    'trace',
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'fatal',
    'fatal',
    'none',
  ]);
  assert.equal(levelText(0, 'notice'), 'notice');
  assert.equal(levelText(18, 'ERROR2'), 'ERROR');
  assert.equal(levelText(0, ''), '–');
});

test('a line shows the message of a map, and the rest of it behind', () => {
  const body = {
    kvlistValue: {
      values: [
        { key: 'msg', value: { stringValue: 'order\n  stored' } },
        { key: 'order', value: { intValue: '7' } },
      ],
    },
  };
  const record = log('1', '1', { body, attributes: [{ key: 'user', value: { stringValue: 'ann' } }] });
  assert.equal(bodyText(record), 'order stored');
  assert.equal(attributesText(record), 'order=7  user=ann');
  assert.equal(bodyText(log('1', '1', { eventName: 'device.started' })), 'device.started');
  assert.equal(bodyText(log('1', '1', { body: { boolValue: false } })), 'false');
});
