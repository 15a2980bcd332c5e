/**
 * How messages of SQS and SNS get their context, in place of upstream's way, which writes nothing at all where the
 * application's attributes and all that the propagators may write are more than ten: RATIONALE.md.
 */

import { context, defaultTextMapSetter, propagation, type Span, trace } from '@opentelemetry/api';
import type { AwsSdkInstrumentationConfig, NormalizedRequest } from '@opentelemetry/instrumentation-aws-sdk';
import {
  type CarriedHeaders,
  carriedHeaders,
  type MessageAttributes,
  withCarried,
} from './message-attributes.ts';

interface Message {
  MessageAttributes?: MessageAttributes;
}

/** Where each command has its messages; undefined for the command itself. */
const MESSAGES: Readonly<Record<string, string | undefined>> = {
  'SQS SendMessage': undefined,
  'SQS SendMessageBatch': 'Entries',
  'SNS Publish': undefined,
  // Upstream does not know this one.
  'SNS PublishBatch': 'PublishBatchRequestEntries',
};

/** The configuration with a hook that writes the context, after the application's own hook. */
export function withMessageContexts(config: AwsSdkInstrumentationConfig): AwsSdkInstrumentationConfig {
  const { preRequestHook } = config;
  return {
    ...config,
    preRequestHook(span, info) {
      try {
        preRequestHook?.(span, info);
      } finally {
        carryContext(span, info.request);
      }
    },
  };
}

function carryContext(span: Span, request: NormalizedRequest): void {
  const command = `${request.serviceName} ${request.commandName}`;
  if (!Object.hasOwn(MESSAGES, command)) return;
  const input = request.commandInput;
  const list = MESSAGES[command];
  const messages: unknown = list === undefined ? [input] : input[list];
  standIn(request);
  if (!Array.isArray(messages)) return;
  const injected: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), injected, defaultTextMapSetter);
  const headers = carriedHeaders(injected);
  for (const message of messages) carry(message, headers);
}

/**
 * Upstream writes its context right after this hook, without a turn of the event loop in between: into an object that nobody
 * sends, which has room for it, or it would complain. Later hooks find the application's input again.
 */
function standIn(request: NormalizedRequest): void {
  const input = request.commandInput;
  const unsent = { MessageAttributes: { value: {}, writable: true }, Entries: { value: [] } };
  request.commandInput = Object.create(input, unsent);
  Promise.resolve().then(() => {
    request.commandInput = input;
  });
}

function carry(message: Message, headers: CarriedHeaders): void {
  const attributes = withCarried(message.MessageAttributes ?? {}, headers);
  // A frozen input is the application's right; its message goes without.
  Reflect.set(message, 'MessageAttributes', attributes);
}
