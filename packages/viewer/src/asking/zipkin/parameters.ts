/** Parameters of Zipkin's API, with the messages of its server. */

export class ZipkinRequestError extends Error {
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

export function required(query: URLSearchParams, name: string): string {
  const text = query.get(name);
  if (text === null) throw new ZipkinRequestError(`Mandatory parameter/header/attribute is missing: ${name}`);
  return text;
}

/** Undefined where it is not given, or empty. */
export function numberParameter(query: URLSearchParams, name: string, bits = 64): number | undefined {
  const text = query.get(name) ?? '';
  return text === '' ? undefined : parseNumber(text, bits);
}

/** One that must be there, or has a default of its own where it is not. */
export function plainNumber(query: URLSearchParams, name: string, bits = 64): number {
  const text = required(query, name);
  if (text === '') throw new ZipkinRequestError(`Cannot set null to primitive type parameter: ${name}`);
  return parseNumber(text, bits);
}

function parseNumber(text: string, bits: number): number {
  const isWhole = /^[+-]?\d+$/.test(text);
  if (!isWhole || BigInt.asIntN(bits, BigInt(text.replace('+', ''))) !== BigInt(text.replace('+', '')))
    throw new ZipkinRequestError(`For input string: ${JSON.stringify(text)}`);
  return Number(text);
}

/** 32 digits. Zipkin wants lower case, and takes fewer. */
export function traceIdOf(text: string): string {
  if (text === '') throw new ZipkinRequestError('traceId is empty');
  if (text.length > 32) throw new ZipkinRequestError('traceId.length > 32');
  if (!/^[\da-f]+$/.test(text))
    throw new ZipkinRequestError(`${text} should be lower-hex encoded with no prefix`);
  if (/^0+$/.test(text)) throw new ZipkinRequestError('traceId is all zeros');
  return text.padStart(32, '0');
}
