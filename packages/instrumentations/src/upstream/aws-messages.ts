/**
 * How messages of SQS and SNS get their context, in place of upstream's way, which writes nothing at all where the
 * application's attributes and all that the propagators may write are more than ten: RATIONALE.md.
 */

import { context, defaultTextMapSetter, propagation, type Span, trace } from '@opentelemetry/api';
import type { AwsSdkInstrumentationConfig, NormalizedRequest } from '@opentelemetry/instrumentation-aws-sdk';
import { copyOf } from './aws-inputs.ts';
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
  hideFromUpstream(request);
  const injected: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), injected, defaultTextMapSetter);
  const headers = carriedHeaders(injected);
  const input = request.commandInput;
  const list = MESSAGES[command];
  if (list === undefined) carry(input, headers);
  else if (Array.isArray(input[list]))
    input[list] = input[list].map((entry) => carry(copyOf(entry), headers));
}

/**
 * Upstream writes its context right after this hook, without a turn of the event loop in between, into the commands that it knows:
 * until then this is none of them. Later hooks find its name again.
 */
function hideFromUpstream(request: NormalizedRequest): void {
  const { commandName } = request;
  request.commandName = '';
  Promise.resolve().then(() => {
    request.commandName = commandName;
  });
}

/** Into a message that is no longer the application's. What is no message, the SDK refuses by itself. */
function carry(message: Message, headers: CarriedHeaders): Message {
  if (typeof message === 'object' && message !== null)
    message.MessageAttributes = withCarried(message.MessageAttributes ?? {}, headers);
  return message;
}
