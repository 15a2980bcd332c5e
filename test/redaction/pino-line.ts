/** What a line of pino costs, and what looking at that line costs: as text, and as the record that is made of it. */

import type { Redactor } from '@waymark/redaction';
import pino from 'pino';
import { Random } from './random.ts';
import { atBest } from './timing.ts';

export interface PinoShare {
  /** Nanoseconds of a line, by pino alone, to a destination that does nothing. */
  line: number;
  /** Nanoseconds to look at the whole line as one text. */
  asText: number;
  /** Nanoseconds to look at its message and attributes, as the record of a line is looked at. */
  asRecord: number;
  bytes: number;
}

/** Lines of a shop, each with other ids: nothing can be remembered of the one before but what stays the same. */
export function pinoShare(redactor: Redactor): PinoShare {
  const random = new Random(3);
  const fields = Array.from({ length: 500 }, () => ({
    trace_id: random.hex(32),
    span_id: random.hex(16),
    request_id: random.uuid(),
    'service.name': 'shop',
    order: { id: random.uuid(), total: random.int(100, 9999) / 100, items: random.int(1, 9) },
    route: '/orders/:id',
  }));
  let last = '';
  const logger = pino(
    { base: { pid: 4242, hostname: 'shop-7f9c' } },
    {
      write(line: string) {
        last = line;
      },
    },
  );
  const lines = fields.map((one) => {
    logger.info(one, 'order %s placed', one.order.id);
    return last;
  });
  const perLine = (work: (index: number) => void) =>
    atBest(
      () => {
        for (let index = 0; index < fields.length; index++) work(index);
      },
      60,
      1,
    ) / fields.length;
  return {
    line: perLine((index) => logger.info(fields[index]!, 'order %s placed', fields[index]!.order.id)),
    asText: perLine((index) => redactor.text(lines[index]!)),
    asRecord: perLine((index) => {
      redactor.text(`order ${fields[index]!.order.id} placed`);
      redactor.attributes(fields[index]! as never);
    }),
    bytes: lines.reduce((total, line) => total + line.length, 0) / lines.length,
  };
}
