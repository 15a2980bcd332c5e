import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logRecord } from '../fixtures/records.ts';
import { LONGEST_LINE, lineSerializer } from './json-lines.ts';

const linesOf = (...records: Parameters<typeof logRecord>[0][]) => {
  const text = lineSerializer()(records.map((each) => logRecord(each))).toString();
  assert.ok(text.endsWith('\n'));
  return text.slice(0, -1).split('\n');
};
const parsed = (...records: Parameters<typeof logRecord>[0][]) =>
  linesOf(...records).map((line) => JSON.parse(line));

test('each record is a line, a document of ECS with an id of its own', () => {
  const [first, second, ...more] = parsed({ body: 'one' }, { body: 'two' });
  assert.deepEqual(more, []);
  assert.deepEqual(
    [first.message, second.message, first['@timestamp'], first.log.level, first.service.name],
    ['one', 'two', '2023-11-14T22:13:20.123Z', 'info', 'shop'],
  );
  assert.match(first.event.id, /^[\w-]{17,}$/);
  assert.notEqual(first.event.id, second.event.id);
  assert.equal(first.event.severity, 9);
});

test('two exporters give no id twice', () => {
  const [[one], [other]] = [parsed({}), parsed({})];
  assert.notEqual(one.event.id, other.event.id);
});

const texts = [
  'two\nlines\r\nand more',
  'a tab\t, a quote " and a backslash \\',
  'U+2028 \u2028 and U+2029 \u2029, which end lines elsewhere',
  'héllo 日本 🎉',
  '\u0000\u001b[31mred',
];
for (const text of texts) {
  test(`${JSON.stringify(text)} stays one line and comes back as it was`, () => {
    const [document, ...more] = parsed({ body: text, attributes: { 'my.text': text } });
    assert.deepEqual(more, []);
    assert.deepEqual([document.message, document.labels.my_text], [text, text]);
  });
}

test('half of a surrogate pair is valid UTF-8 on the wire', () => {
  const bytes = lineSerializer()([logRecord({ body: 'cut \ud83d' })]);
  assert.equal(new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes.toString());
  assert.equal(JSON.parse(bytes.toString()).message.isWellFormed(), true);
});

test('a line of 20 kB of many-byte characters is whole', () => {
  const text = '日本🎉'.repeat(2000);
  assert.equal(parsed({ body: text })[0].message, text);
});

test('a text of more than a line may have loses its end, and the rest of the record stays', () => {
  const [document] = parsed({
    body: `start ${'日'.repeat(LONGEST_LINE)}`,
    attributes: { kept: 'a'.repeat(2000), 'exception.stacktrace': 'at x\n'.repeat(LONGEST_LINE) },
  });
  assert.match(document.message, /^start 日+\.\.\. \[cut, of 1048582 characters\]$/);
  assert.match(document.error.stack_trace, /^at x\n.*\[cut, of 5242880 characters\]$/s);
  assert.equal(document.labels.kept.length, 2000);
});

test('of a record of too many fields those stay that say which it is', () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, i) => [`field_${i}`, 'x'.repeat(100)]),
  );
  const spanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const [line] = linesOf({ body: 'many', attributes, spanContext });
  assert.ok(Buffer.byteLength(line!) < LONGEST_LINE);
  const { message, labels, trace, span, event, log } = JSON.parse(line!);
  assert.deepEqual(
    [message, labels, trace.id, span.id, log.level],
    ['many', undefined, 'a'.repeat(32), 'b'.repeat(16), 'info'],
  );
  assert.ok(event.id);
});

test('a line as long as it may be is as it was', () => {
  const length = (text: string) => Buffer.byteLength(linesOf({ body: text })[0]!) + 1;
  const room = LONGEST_LINE - length('');
  assert.equal(length('x'.repeat(room)), LONGEST_LINE);
  assert.equal(parsed({ body: 'x'.repeat(room) })[0].message.length, room);
  assert.ok(length('x'.repeat(room + 1)) < LONGEST_LINE);
});
