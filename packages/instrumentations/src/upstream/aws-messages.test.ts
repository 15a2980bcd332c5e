import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import type {
  AwsSdkRequestCustomAttributeFunction,
  NormalizedRequest,
} from '@opentelemetry/instrumentation-aws-sdk';
import { withMessageContexts } from './aws-messages.ts';

/** Writes the span id as the parent; declares more than it writes, as propagators do. */
before(() =>
  propagation.setGlobalPropagator({
    inject: (of, carrier, setter) => setter.set(carrier, 'traceparent', trace.getSpanContext(of)!.spanId),
    extract: (of) => of,
    fields: () => ['traceparent', 'tracestate', 'baggage', 'x-request-id'],
  }),
);
after(() => propagation.disable());

const spanOf = (spanId: string): Span =>
  trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId, traceFlags: 1 });
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** What upstream does: the hook, and in the same turn the writing of its context, here a mark that must not be sent. */
function send(
  request: Omit<NormalizedRequest, 'serviceName'> & { serviceName?: string },
  span = 'first',
  preRequestHook?: AwsSdkRequestCustomAttributeFunction,
) {
  const whole: NormalizedRequest = { serviceName: 'SQS', ...request };
  const hook = withMessageContexts({ preRequestHook }).preRequestHook!;
  context.with(ROOT_CONTEXT, () => {
    try {
      hook(spanOf(span), { request: whole });
    } finally {
      if (whole.commandName === request.commandName) whole.commandInput['upstream'] = 'wrote';
    }
  });
  return whole;
}

test("a message gets the span's context once, and upstream's goes nowhere", async () => {
  const commandInput = { MessageBody: 'tea', MessageAttributes: { own: text('1') } };
  const request = send({ commandName: 'SendMessage', commandInput });
  const sent = { own: text('1'), traceparent: text('first') };
  assert.deepEqual(commandInput, { MessageBody: 'tea', MessageAttributes: sent });
  await Promise.resolve();
  assert.equal(request.commandName, 'SendMessage');
});

test('each message of a batch gets it, of SNS as of SQS', () => {
  const rows = [
    ['SQS', 'SendMessageBatch', 'Entries'],
    ['SNS', 'PublishBatch', 'PublishBatchRequestEntries'],
  ] as const;
  for (const [serviceName, commandName, list] of rows) {
    const entries = [{ Id: '1' }, { Id: '2', MessageAttributes: { own: text('1') } }];
    const commandInput: Record<string, unknown> = { [list]: entries };
    send({ serviceName, commandName, commandInput });
    assert.deepEqual(commandInput, {
      [list]: [
        { Id: '1', MessageAttributes: { traceparent: text('first') } },
        { Id: '2', MessageAttributes: { own: text('1'), traceparent: text('first') } },
      ],
    });
    assert.deepEqual(entries, [{ Id: '1' }, { Id: '2', MessageAttributes: { own: text('1') } }]);
  }
});

test("the application's hook is called first, sees its input, and may throw", () => {
  const commandInput: Record<string, unknown> = { MessageBody: 'tea' };
  const hook: AwsSdkRequestCustomAttributeFunction = (_span, { request }) => {
    request.commandInput['MessageAttributes'] = { hooked: text('1') };
    throw new Error('of the application');
  };
  assert.throws(
    () => send({ commandName: 'SendMessage', commandInput }, 'first', hook),
    /of the application/,
  );
  assert.deepEqual(commandInput['MessageAttributes'], { hooked: text('1'), traceparent: text('first') });
});

test('frozen entries and those that are none do not keep it from the others', () => {
  const none: unknown[] = [null, undefined, 'tea'];
  const entries = Object.freeze([...none, Object.freeze({ Id: '1' })]);
  const commandInput: Record<string, unknown> = { Entries: entries };
  send({ commandName: 'SendMessageBatch', commandInput });
  assert.deepEqual(commandInput['Entries'], [
    ...none,
    { Id: '1', MessageAttributes: { traceparent: text('first') } },
  ]);
});

test('a batch that is none is left alone', () => {
  const commandInput = { QueueUrl: 'queue' };
  send({ commandName: 'SendMessageBatch', commandInput });
  assert.deepEqual(commandInput, { QueueUrl: 'queue' });
});

test('other commands are not looked at', () => {
  const commandInput = { MessageAttributeNames: ['All'] };
  const request: NormalizedRequest = { serviceName: 'SQS', commandName: 'ReceiveMessage', commandInput };
  withMessageContexts({}).preRequestHook!(spanOf('first'), { request });
  assert.equal(request.commandInput, commandInput);
  assert.deepEqual(commandInput, { MessageAttributeNames: ['All'] });
});
