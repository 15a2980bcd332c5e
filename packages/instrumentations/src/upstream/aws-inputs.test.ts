import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { copyOf, withOwnInputs } from './aws-inputs.ts';

type Command = Record<string | symbol, unknown> & { input: Record<string, unknown> };

/** Sends by upstream's own wrapping, and resolves to the command that the SDK gets. */
async function sent(command: Command, commandName?: string): Promise<Command> {
  const instrumentation = new (withOwnInputs(AwsInstrumentation))({ enabled: false });
  let got: Command | undefined;
  const stack = {
    resolve: () => async (of: Command) => {
      got = of;
      return { output: {} };
    },
    clone: () => stack,
    concat: () => stack,
  };
  instrumentation['patchV3MiddlewareStack']('3.0.0', stack);
  const resolve = stack.resolve as (handler: unknown, context: object) => (of: Command) => Promise<unknown>;
  await resolve(undefined, { clientName: 'SQSClient', commandName })(command);
  return got!;
}

class SendMessageCommand {
  [key: string | symbol]: unknown;
  input: Record<string, unknown>;
  constructor(input: Record<string, unknown>) {
    this.input = input;
  }
}

test('a command goes on as another of its class, with an input of its own', async () => {
  const secret = Symbol('config');
  const command = new SendMessageCommand(Object.freeze({ QueueUrl: 'queue', MessageBody: 'tea' }));
  command[secret] = 'of the client';
  for (const name of ['SendMessageCommand', undefined]) {
    const got = await sent(command, name);
    assert.ok(got instanceof SendMessageCommand);
    assert.equal(got[secret], 'of the client');
    assert.notEqual(got.input, command.input);
    assert.equal(got.input['MessageBody'], 'tea');
    assert.deepEqual(
      Object.keys(command.input),
      ['QueueUrl', 'MessageBody'],
      "the application's is untouched",
    );
  }
});

test('a frozen input is received with', async () => {
  const input = Object.freeze({ QueueUrl: 'queue' });
  const { input: got } = await sent({ input }, 'ReceiveMessageCommand');
  assert.ok('MessageAttributeNames' in got, 'upstream asks for what the propagators read');
});

test('what is no object is its own copy', () => {
  for (const value of [undefined, null, 'tea']) assert.equal(copyOf(value), value);
});

test('other commands are not copied', async () => {
  const command = { input: { Bucket: 'orders' } };
  assert.equal(await sent(command, 'GetObjectCommand'), command);
});
