/** Which lines a winston logger's transports let out. */
import type { Info, WinstonLogger } from './winston-record.ts';

interface Transport {
  silent?: boolean;
  level?: string;
  /** Set by winston when the transport is added; the wrapper of an exception handler has none. */
  levels?: unknown;
  handleExceptions?: boolean;
}

const LEVEL = Symbol.for('level');

/** Whether at least one transport prints the line: what none prints was not logged, and becomes no record. */
export function isAccepted(logger: WinstonLogger, info: Info): boolean {
  return logger.transports.some((transport) => accepts(transport as Transport, logger, info));
}

// As winston-transport decides it.
function accepts(transport: Transport, logger: WinstonLogger, info: Info): boolean {
  if (transport.silent) return false;
  if (info['exception'] === true) return transport.handleExceptions === true;
  if (transport.levels === undefined) return false;
  const limit = transport.level ?? logger.level;
  if (!limit) return true;
  const allowed = logger.levels[limit];
  const level = logger.levels[info[LEVEL] as string];
  return allowed !== undefined && level !== undefined && allowed >= level;
}
