/** How a request's records reach the store, whatever they came as: the one way in. It runs in the store's thread. */

import {
  DecodeError,
  fromJson,
  fromProtobuf,
  LOGS,
  METRICS,
  type MessageType,
  TRACES,
  TRACES_WITH_ZIPKIN,
  toProtobuf,
} from '@waymark/otlp';
import { decodeZipkinJson, decodeZipkinProtobuf, ZipkinDecodeError } from '@waymark/zipkin';
import type { Taken, TelemetryStore } from '../store/telemetry-store.ts';
import { fromZipkin } from './from-zipkin.ts';

/** `pending` are spans that still run (see ARCHITECTURE.md); metrics are checked and let go. */
export type IntakeSignal = 'traces' | 'logs' | 'metrics' | 'pending';

/** What an unpacked body holds. Zipkin's are spans. */
export type BodyFormat = 'protobuf' | 'json' | 'zipkin-json' | 'zipkin-protobuf';

/** `invalid`: bad data, told in one sentence; nothing of it is kept, and nobody should send it again. */
export type TakeOutcome = Taken | { invalid: string };

export interface Intake {
  /**
   * Resolves when the records are safe, as {@link TelemetryStore.take} says. The body's memory may be moved to another
   * thread: the caller must not use it again, and nothing else may live in it.
   * @throws when the store fails: the sender may try again
   */
  take(signal: IntakeSignal, format: BodyFormat, body: Uint8Array): Promise<TakeOutcome>;
}

/** What becomes of spans that still run. */
export interface PendingIntake {
  take(body: Uint8Array): Taken | Promise<Taken>;
}

/** Converts what is not OTLP's protobuf, and tells bad data from a store that fails. */
export function intakeOf(store: Pick<TelemetryStore, 'take'>, pending?: PendingIntake): Intake {
  const take = async (signal: IntakeSignal, format: BodyFormat, body: Uint8Array): Promise<Taken> => {
    if (signal === 'metrics') return checkMetrics(format, body);
    const protobuf = toOtlpProtobuf(signal, format, body);
    if (signal !== 'pending') return store.take(signal, protobuf);
    return pending === undefined ? NOTHING : pending.take(protobuf);
  };
  return {
    async take(signal, format, body) {
      try {
        return await take(signal, format, body);
      } catch (error) {
        if (error instanceof DecodeError || error instanceof ZipkinDecodeError)
          return { invalid: error.message };
        throw error;
      }
    },
  };
}

const NOTHING: Taken = { accepted: 0, rejected: 0 };

/** Metrics are no error, or every exporter would complain; but there is nothing here to show them. */
function checkMetrics(format: BodyFormat, body: Uint8Array): Taken {
  if (format === 'json') fromJson(METRICS, body);
  else fromProtobuf(METRICS, body);
  return NOTHING;
}

function toOtlpProtobuf(signal: IntakeSignal, format: BodyFormat, body: Uint8Array): Uint8Array {
  switch (format) {
    case 'protobuf':
      return body;
    case 'json':
      return signal === 'logs' ? rewritten(LOGS, body) : rewritten(TRACES, body);
    case 'zipkin-json':
      return toProtobuf(TRACES_WITH_ZIPKIN, fromZipkin(decodeZipkinJson(body, { original: true })));
    case 'zipkin-protobuf':
      return toProtobuf(TRACES_WITH_ZIPKIN, fromZipkin(decodeZipkinProtobuf(body, { original: true })));
  }
}

function rewritten<T extends object>(type: MessageType<T>, json: Uint8Array): Uint8Array {
  return toProtobuf(type, fromJson(type, json));
}
