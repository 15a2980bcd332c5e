/** Which lines a winston logger's transports let out. */
import { isDebugOrAbove, severityOfWinston } from '../records/severity.ts';
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

/** Whether the line is one of debug or above that no transport lets out because of its level: not for being silent. */
export function isKeptOut(logger: WinstonLogger, info: Info): boolean {
  return info['exception'] !== true && isLevelKeptOut(logger, String(info[LEVEL]));
}

export function isLevelKeptOut(logger: WinstonLogger, level: string): boolean {
  const severity = severityOfWinston(level, logger.levels);
  const isHeard = !logger.silent && logger.transports.some((transport) => !(transport as Transport).silent);
  return isHeard && isDebugOrAbove(severity);
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
