import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyValue, type LogRecord, SeverityNumber } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { Redactor } from '../redactor.ts';
import { RedactingLogRecordProcessor } from '../sdk/redacting-exporters.ts';
import { settledRecord } from './redacted-record.ts';

const TOKEN = ['Bearer', 'abcdefghijklmnop1234567890'].join(' ');

function emitted(record: LogRecord): ReadableLogRecord {
  const emitted: ReadableLogRecord[] = [];
  const processor: LogRecordProcessor = {
    onEmit: (given) => void emitted.push(given),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const resource = resourceFromAttributes({ 'service.name': 'shop' });
  new LoggerProvider({ resource, processors: [processor] }).getLogger('test').emit(record);
  return emitted[0]!;
}

describe('a log record', () => {
  const places: [where: string, record: LogRecord][] = [
    ['body', { body: `login with ${TOKEN}` }],
    [
      'a body that is a map',
      { body: { message: 'login', user: { password: 'abcdefghijklmnop1234567890' } } },
    ],
    ['a body that is a list', { body: ['login', TOKEN] }],
    ['an attribute', { body: 'a', attributes: { header: TOKEN } }],
    ['an attribute of a name', { body: 'a', attributes: { 'user.token': 'abcdefghijklmnop1234567890' } }],
    ['an attribute within', { body: 'a', attributes: { req: { headers: { authorization: TOKEN } } } }],
    ['an exception', { body: 'a', exception: new Error(`no ${TOKEN}`) }],
    ['the name of an event', { body: 'a', eventName: TOKEN }],
  ];
  for (const [where, record] of places) {
    it(`has no secret left in ${where}, and is else as it was`, () => {
      const original = emitted({ ...record, severityNumber: SeverityNumber.INFO, severityText: 'info' });
      const before = structuredClone({ body: original.body, attributes: original.attributes });
      const copy = new Redactor().logRecord(original);
      assert.notEqual(copy, original);
      const { body, attributes, eventName, severityNumber, severityText, hrTime, hrTimeObserved } = copy;
      assert.ok(!JSON.stringify([body, attributes, eventName]).includes(TOKEN.slice(7)));
      assert.deepEqual({ body: original.body, attributes: original.attributes }, before);
      assert.deepEqual([severityNumber, severityText, hrTime], [9, 'info', original.hrTime]);
      assert.deepEqual(hrTimeObserved, original.hrTimeObserved);
      assert.equal(copy.instrumentationScope, original.instrumentationScope);
      assert.equal(copy.resource, original.resource);
      assert.equal(new Redactor().logRecord(copy), copy, 'a second time changes nothing');
    });
  }

  it('is itself when there is nothing in it', () => {
    const body = { message: 'paid', order: { id: 7, items: ['a'] } } as AnyValue;
    const original = emitted({
      body,
      attributes: { list: [1, 'a'] },
      eventName: 'e',
      exception: new Error('b'),
    });
    assert.equal(new Redactor().logRecord(original), original);
  });

  it('has no values of a statement that failed in what the error says, nor in the line that is made of it', () => {
    const said = "update `users` set `name` = 'ann lee' - no such column";
    const clean = 'update `users` set `name` = ? - no such column';
    const attributes = {
      'exception.message': said,
      'exception.stacktrace': `Error: ${said}\n    at a.js:1:2`,
    };
    const redacted = new Redactor().logRecord(emitted({ body: said, attributes }));
    assert.equal(redacted.body, clean);
    assert.deepEqual(redacted.attributes, {
      'exception.message': clean,
      'exception.stacktrace': `Error: ${clean}\n    at a.js:1:2`,
    });
  });

  it('shares nothing with its copy that can be changed', () => {
    const original = emitted({ body: { list: ['a'] }, attributes: { password: 'x', list: ['a'] } });
    const copy = new Redactor().logRecord(original);
    (copy.attributes['list'] as string[]).push('z');
    (copy.body as { list: string[] }).list.push('z');
    copy.hrTime[0] = 0;
    assert.deepEqual([original.attributes['list'], original.body], [['a'], { list: ['a'] }]);
    assert.notEqual(original.hrTime[0], 0);
  });
});

it('reaches the processors behind one that redacts without its secrets, and can be added to', () => {
  const seen: string[] = [];
  const behind: LogRecordProcessor = {
    onEmit(record) {
      record.setAttribute('b', 1).setAttributes({ c: 2 }).setSeverityText('x').setBody(`${record.body}!`);
      seen.push(JSON.stringify([record.body, record.attributes, record.severityText]));
    },
    forceFlush: async () => void seen.push('flush'),
    shutdown: async () => void seen.push('shutdown'),
  };
  const processor = new RedactingLogRecordProcessor(behind, new Redactor());
  const provider = new LoggerProvider({ processors: [processor] });
  provider.getLogger('test').emit({ body: 'a', attributes: { password: 'x' } });
  provider.getLogger('test').emit({ body: 'b' });
  assert.deepEqual(seen, ['["a!",{"password":"REDACTED","b":1,"c":2},"x"]', '["b!",{"b":1,"c":2},"x"]']);
});

describe('a settled record', () => {
  it('is itself where its body is a text', () => {
    const original = emitted({ body: 'a', attributes: { list: ['a'] } });
    assert.equal(settledRecord(original), original);
  });

  it('does not change any more, whatever the application does with the body', () => {
    class Order {
      items = ['a'];
    }
    const body: Record<string, unknown> = { order: new Order(), bytes: Buffer.from('abc'), at: new Date(0) };
    body['self'] = body;
    const settled = settledRecord(emitted({ body: body as AnyValue }));
    (body['order'] as Order).items.push(TOKEN);
    (body['bytes'] as Buffer).write('xyz');
    body['password'] = TOKEN;
    assert.deepEqual(settled.body, {
      order: { items: ['a'] },
      bytes: new Uint8Array(Buffer.from('abc')),
      at: new Date(0),
      self: '[Circular]',
    });
  });
});
