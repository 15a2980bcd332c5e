/** How long a gRPC server asks to be left alone. */

import { eachField } from './response-message.ts';

/**
 * The wait that a `google.rpc.Status` asks for in its details (`google.rpc.RetryInfo`), in milliseconds; undefined when
 * there is none.
 */
export function retryDelayMs(status: Uint8Array): number | undefined {
  let delay: number | undefined;
  eachField(status, (field, detail) => {
    if (field === 3 && typeof detail !== 'number') delay ??= delayIn(detail);
  });
  return delay;
}

/** Of a `google.protobuf.Any`. */
function delayIn(any: Uint8Array): number | undefined {
  let [type, value]: [string, Uint8Array | undefined] = ['', undefined];
  eachField(any, (field, content) => {
    if (typeof content === 'number') return;
    if (field === 1) type = new TextDecoder().decode(content);
    if (field === 2) value = content;
  });
  if (!type.endsWith('/google.rpc.RetryInfo') || value === undefined) return undefined;
  let millis: number | undefined;
  eachField(value, (field, duration) => {
    if (field === 1 && typeof duration !== 'number') millis = durationMs(duration);
  });
  return millis;
}

/** Of a `google.protobuf.Duration`. */
function durationMs(duration: Uint8Array): number {
  let millis = 0;
  eachField(duration, (field, value) => {
    if (field === 1) millis += Number(value) * 1e3;
    if (field === 2) millis += Number(value) / 1e6;
  });
  return millis;
}
