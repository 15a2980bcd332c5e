/** Numbers and booleans as Go's `strconv` reads them, with its messages: Jaeger's clients show these to people. */

import { ParameterError } from '../parameter-error.ts';

/** A decimal integer of 64 bits, or of fewer. */
export function parseInteger(text: string, bits = 64, parser = 'ParseInt'): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw invalid(parser, text);
  const number = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(bits, number) !== number) throw outOfRange(parser, text);
  return number;
}

export function parseBoolean(text: string): boolean {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  throw invalid('ParseBool', text);
}

export function parseFloatingPoint(text: string): number {
  if (text.trim() !== text || text === '' || Number.isNaN(Number(text))) throw invalid('ParseFloat', text);
  return Number(text);
}

/** A trace id of up to 32 hexadecimal digits, with its zeros: Jaeger leaves out those of 64 bits. */
export function parseTraceId(text: string): string {
  if (text.length > 32) throw new ParameterError(`TraceID cannot be longer than 32 hex characters: ${text}`);
  // Read as two numbers, so that the message shows the half that is wrong.
  const halves = text.length > 16 ? [text.slice(0, -16), text.slice(-16)] : [text];
  for (const half of halves) if (!/^[\da-fA-F]+$/.test(half)) throw invalid('ParseUint', half);
  return text.toLowerCase().padStart(32, '0');
}

function invalid(parser: string, text: string): ParameterError {
  return new ParameterError(`strconv.${parser}: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function outOfRange(parser: string, text: string): ParameterError {
  return new ParameterError(`strconv.${parser}: parsing ${JSON.stringify(text)}: value out of range`);
}
