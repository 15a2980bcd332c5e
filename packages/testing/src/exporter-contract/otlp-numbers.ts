/** The records in an OTLP request, decoded as strictly as `startOtlpServer` does. */

import { type Message, REQUEST_TYPES } from '../otlp-proto.ts';
import { decodeJson, decodeProtobuf } from '../strict-decoding.ts';
import { toLogs, toSpans } from '../telemetry.ts';
import { numberIn } from './records.ts';

type Signal = 'traces' | 'logs';

export function numbersInProtobuf(signal: Signal, body: Buffer): number[] {
  return numbers(signal, decodeProtobuf(REQUEST_TYPES[signal], body));
}

export function numbersInJson(signal: Signal, body: Buffer): number[] {
  return numbers(signal, decodeJson(REQUEST_TYPES[signal], body));
}

function numbers(signal: Signal, message: Message): number[] {
  return signal === 'traces'
    ? toSpans(message).map(({ name }) => numberIn(name))
    : toLogs(message).map(({ body }) => numberIn(body));
}
