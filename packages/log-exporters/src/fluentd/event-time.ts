/** Forward protocol's EventTime: MessagePack's extension type 0, seconds and nanoseconds as big-endian uint32. */

import { ExtData } from '@msgpack/msgpack';
import type { HrTime } from '@opentelemetry/api';

const EVENT_TIME = 0;

export function eventTime([seconds, nanoseconds]: HrTime): ExtData {
  const bytes = Buffer.allocUnsafe(8);
  // Deliberately without a sign and cut to 32 bits, as Fluentd reads it: until 2106.
  bytes.writeUInt32BE(seconds >>> 0, 0);
  bytes.writeUInt32BE(nanoseconds >>> 0, 4);
  return new ExtData(EVENT_TIME, bytes);
}
