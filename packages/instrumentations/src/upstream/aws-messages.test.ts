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

/** What upstream does: the hook, and in the same turn the writing of its context, here an attribute that must not be sent. */
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
      const { commandInput } = whole;
      if (commandInput['Entries'] === undefined)
        commandInput['MessageAttributes'] = { ...commandInput['MessageAttributes'], upstream: text('wrote') };
      else for (const entry of commandInput['Entries']) entry.MessageAttributes.upstream = text('wrote');
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
  assert.equal(request.commandInput, commandInput);
});

test('each message of a batch gets it, of SNS as of SQS', () => {
  const rows = [
    ['SQS', 'SendMessageBatch', 'Entries'],
    ['SNS', 'PublishBatch', 'PublishBatchRequestEntries'],
  ] as const;
  for (const [serviceName, commandName, list] of rows) {
    const entries = [{ Id: '1' }, { Id: '2', MessageAttributes: { own: text('1') } }];
    send({ serviceName, commandName, commandInput: { [list]: entries } });
    assert.deepEqual(entries, [
      { Id: '1', MessageAttributes: { traceparent: text('first') } },
      { Id: '2', MessageAttributes: { own: text('1'), traceparent: text('first') } },
    ]);
  }
});

test('an input that is sent again carries the context of its second sending, and what was added to it', () => {
  const MessageAttributes = { own: text('1') };
  const commandInput: { MessageAttributes: Record<string, unknown> } = { MessageAttributes };
  send({ commandName: 'SendMessage', commandInput });
  commandInput.MessageAttributes['more'] = text('2');
  send({ commandName: 'SendMessage', commandInput }, 'second');
  const sent = { own: text('1'), more: text('2'), traceparent: text('second') };
  assert.deepEqual(commandInput.MessageAttributes, sent);
  assert.deepEqual(MessageAttributes, { own: text('1') });
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

test('a frozen input and a batch that is none are left alone', () => {
  const frozen = Object.freeze({ MessageBody: 'tea' });
  send({ commandName: 'SendMessage', commandInput: frozen });
  assert.deepEqual(frozen, { MessageBody: 'tea' });
  send({ commandName: 'SendMessageBatch', commandInput: { QueueUrl: 'queue' } });
});

test('other commands are not looked at', () => {
  const commandInput = { MessageAttributeNames: ['All'] };
  const request: NormalizedRequest = { serviceName: 'SQS', commandName: 'ReceiveMessage', commandInput };
  withMessageContexts({}).preRequestHook!(spanOf('first'), { request });
  assert.equal(request.commandInput, commandInput);
  assert.deepEqual(commandInput, { MessageAttributeNames: ['All'] });
});
