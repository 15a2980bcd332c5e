/** Frames of the same operation, wherever they stand, made into one. */

import type { SpanColumns } from './columns.ts';
import type { Frames } from './frames.ts';

export interface OperationFigures {
  /** Indices into the trace's `services` and `names`. */
  service: number;
  name: number;
  count: number;
  errors: number;
  /** Nanoseconds. */
  total: number;
  own: number;
  /** The row of its longest span. */
  longest: number;
}

/** The one that took most time itself comes first. */
export function operationsOf(trace: SpanColumns, frames: Frames): OperationFigures[] {
  const operations = new Map<number, OperationFigures>();
  const operationOf = (service: number, name: number) => service * trace.names.length + name;
  for (let frame = 1; frame < frames.size; frame++) {
    const service = frames.service[frame]!;
    const name = frames.name[frame]!;
    const key = operationOf(service, name);
    const figures = operations.get(key) ?? {
      service,
      name,
      count: 0,
      errors: 0,
      total: 0,
      own: 0,
      longest: -1,
    };
    operations.set(key, figures);
    figures.count += frames.count[frame]!;
    figures.errors += frames.errors[frame]!;
    figures.total += frames.total[frame]!;
    figures.own += frames.own[frame]!;
  }
  for (let row = 0; row < trace.size; row++) {
    const figures = operations.get(operationOf(trace.service[row]!, trace.name[row]!))!;
    if (figures.longest < 0 || trace.duration[row]! > trace.duration[figures.longest]!) figures.longest = row;
  }
  return [...operations.values()].sort((a, b) => b.own - a.own || b.count - a.count);
}
