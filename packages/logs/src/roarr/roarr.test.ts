import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';
import type { Span } from '@opentelemetry/api';
import { TestTelemetry } from '../test-telemetry.ts';
import { roarrPatches } from './roarr.ts';

// biome-ignore lint/suspicious/noExplicitAny: the versions' types differ
type Any = any;

const require = createRequire(import.meta.url);
const telemetry = new TestTelemetry();
// Read when its first logger is made.
process.env['ROARR_LOG'] = 'true';

function patched(folder: string): Any {
  const { version } = require(`${folder}/package.json`);
  const baseDir = join(require.resolve(`${folder}/package.json`), '..');
  const patches = roarrPatches(telemetry.options).filter(({ file }) => existsSync(join(baseDir, file!)));
  assert.equal(patches.length, 1);
  for (const { file, patch } of patches) patch(require(join(baseDir, file!)), { name: 'roarr', version });
  const loaded = require(folder);
  // Before 2.12 a copy asks the global each time; later it keeps what it found there, or made.
  const state = () => (folder === 'roarr-first' ? (globalThis as Any).ROARR : loaded.ROARR);
  return [loaded.Roarr ?? loaded.default, state];
}

for (const folder of ['roarr-first', 'roarr-7-first', 'roarr']) {
  const [roarr, shared] = patched(folder);

  describe(folder, () => {
    let lines: Any[] = [];
    const write = (text: string) => void lines.push(JSON.parse(text));
    beforeEach(() => {
      lines = [];
      telemetry.reset();
      telemetry.options.enabled = true;
      telemetry.isBroken = false;
      shared().write = write;
    });

    const idsOf = (span: Span) => {
      const { traceId, spanId } = span.spanContext();
      return { trace_id: traceId, span_id: spanId, request_id: 'req-7' };
    };

    test('puts the ids into the context, and nothing else', () => {
      telemetry.inRequest((span) => {
        roarr.child({ package: 'shop' }).info({ order: 7 }, 'paid');
        const { context, message } = lines[0];
        assert.deepEqual(context, { package: 'shop', order: 7, logLevel: 30, ...idsOf(span) });
        assert.equal(message, 'paid');
      }, 'req-7');
      assert.deepEqual(telemetry.lines, [
        {
          severityNumber: 9,
          severityText: 'info',
          body: 'paid',
          attributes: { package: 'shop', order: 7, 'http.request.id': 'req-7' },
        },
      ]);
    });

    test('leaves a line outside of a request as it is, and still makes its record', () => {
      roarr.warn('x');
      assert.deepEqual(lines[0].context, { logLevel: 40 });
      assert.deepEqual([telemetry.lines.length, telemetry.lines[0]?.severityNumber], [1, 13]);
    });

    test("keeps the app's fields of the same name, alone", () => {
      telemetry.inRequest(() => roarr.child({ trace_id: 'own' }).info('x'));
      assert.equal(lines[0].context.trace_id, 'own');
      assert.equal(telemetry.lines[0]?.attributes['trace_id'], 'own');
      assert.equal(telemetry.lines[0]?.attributes['span_id'], undefined);
    });

    const skip = folder === 'roarr-first' && 'it has no transforms yet';

    test('what a transform of the app makes of a message is what is told, once', { skip }, () => {
      const kept = { order: 7 };
      const child = roarr
        .child((message: Any) => ({ ...message, message: `${message.message}!` }))
        .child((message: Any) => ({ ...message, context: kept }));
      telemetry.inRequest((span) => {
        child.info({ secret: 's' }, 'paid');
        assert.equal(lines[0].context.trace_id, span.spanContext().traceId);
      });
      assert.deepEqual(kept, { order: 7 });
      assert.equal(telemetry.lines.length, 1);
      const [line] = telemetry.lines;
      assert.deepEqual(
        [line?.body, line?.attributes['order'], line?.attributes['secret']],
        ['paid!', 7, undefined],
      );
    });

    test('an error is exception.*, as it was logged and as a serializer leaves it', () => {
      const { name, message, stack } = new TypeError('boom');
      roarr.error({ error: { name, message, stack, code: 'E1' } }, 'failed');
      const exception = {
        'exception.type': 'TypeError',
        'exception.message': 'boom',
        'exception.stacktrace': stack,
      };
      assert.deepEqual(telemetry.lines[0]?.attributes, { ...exception, error: { code: 'E1' } });
    });

    test('deep values are what the line says, and nothing of the app runs for them again', { skip }, () => {
      let runs = 0;
      const price = { toJSON: () => `${++runs} EUR` };
      roarr.child((message: Any) => ({ ...message, context: { price, list: [1, { a: 2 }] } })).info('x');
      assert.equal(lines[0].context.price, `${runs} EUR`);
      assert.deepEqual(telemetry.lines[0]?.attributes, { price: `${runs} EUR`, list: [1, { a: 2 }] });
    });

    test('what the app logs while a message is made is a line of its own', { skip }, () => {
      const chatty = {
        toJSON() {
          roarr.debug('inside');
          return 'told';
        },
      };
      roarr.child((message: Any) => ({ ...message, context: { chatty } })).info('x');
      assert.deepEqual(
        telemetry.lines.map(({ body, attributes }) => [body, attributes['chatty']]),
        [
          ['inside', undefined],
          ['x', 'told'],
        ],
      );
    });

    test('a line of no level has no severity', () => {
      roarr('x');
      const [line] = telemetry.lines;
      assert.deepEqual([line?.severityNumber, line?.severityText, line?.body], [undefined, undefined, 'x']);
    });

    test('a line that nobody writes is no record', () => {
      shared().write = undefined;
      try {
        roarr.info('x');
      } catch {
        // Versions before 2.12 count on it.
      }
      assert.deepEqual(telemetry.lines, []);
    });

    test('makes no record when disabled, but puts the ids in', () => {
      telemetry.options.enabled = false;
      telemetry.inRequest((span) => {
        roarr.info('x');
        assert.equal(lines[0].context.span_id, span.spanContext().spanId);
      });
      assert.deepEqual(telemetry.lines, []);
    });

    test("the app's write is called as it is, and stays", () => {
      const failing = () => {
        throw new Error('no disk');
      };
      shared().write = failing;
      assert.throws(() => roarr.info('x'), /no disk/);
      assert.equal(shared().write, failing);
      assert.deepEqual(telemetry.lines, []);
      const other = () => {};
      shared().write = () => {
        shared().write = other;
      };
      roarr.info('x');
      assert.equal(shared().write, other);
    });

    test('writes the line when the SDK fails', () => {
      telemetry.isBroken = true;
      roarr.info('x');
      assert.equal(lines[0].message, 'x');
    });
  });
}

describe('roarr with a serializer of the app', () => {
  const { Roarr: roarr, ROARR } = require('roarr');
  const shared = () => ROARR;

  beforeEach(() => {
    telemetry.reset();
    telemetry.isBroken = false;
  });

  test('the record is what its text says', () => {
    shared().write = () => {};
    shared().serializeMessage = ({ context, message }: Any) =>
      JSON.stringify({ context: { ...context, password: '***' }, message: `${message} (hidden)` });
    roarr.error({ password: 'hunter2', logLevel: 50 }, 'signed in');
    shared().serializeMessage = () => 'no JSON';
    roarr.error({ password: 'hunter2' }, 'signed in');
    shared().serializeMessage = undefined;
    const [hidden, text] = telemetry.lines;
    assert.deepEqual(
      [hidden?.body, hidden?.attributes, hidden?.severityNumber],
      ['signed in (hidden)', { password: '***' }, 17],
    );
    assert.deepEqual([text?.body, text?.attributes, text?.severityNumber], ['no JSON', {}, 17]);
  });

  test('an error of the app that is printed as {} is told', () => {
    shared().write = () => {};
    const error = new RangeError('too far');
    roarr.error({ reason: error }, 'x');
    assert.deepEqual(telemetry.lines[0]?.attributes, {
      'exception.type': 'RangeError',
      'exception.message': 'too far',
      'exception.stacktrace': error.stack,
    });
  });
});
