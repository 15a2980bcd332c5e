/** pino keeps a logger's state under symbols, of which each copy of pino has its own. */

/** A pino logger as we see it: levels, and the rest by symbol. */
export interface PinoLogger {
  levels: { labels: Record<number, string>; values: Record<string, number> };
  readonly levelVal: number;
  isLevelEnabled(level: string): boolean;
  [symbol: symbol]: unknown;
}

export interface PinoSymbols {
  lsCache: symbol;
  chindings: symbol;
  stringifiers: symbol;
  serializers: symbol;
  formatters: symbol;
  stream: symbol;
  messageKey: symbol;
  /** Since pino 8.2; before, the key is `err`. */
  errorKey: symbol | undefined;
  nestedKey: symbol;
}

/** The two methods to wrap, found on the prototype. Throws when this is no pino that we know. */
export function prototypeSymbols(prototype: object): { asJson: symbol; write: symbol } {
  const all = byDescription(prototype);
  return { asJson: known(all, 'asJson'), write: known(all, 'write') };
}

/** All symbols that we read, found on a logger and what it inherits. Throws when one is missing. */
export function symbolsOf(logger: PinoLogger): PinoSymbols {
  const all = byDescription(logger);
  return {
    lsCache: known(all, 'lsCache'),
    chindings: known(all, 'chindings'),
    stringifiers: known(all, 'stringifiers'),
    serializers: known(all, 'serializers'),
    formatters: known(all, 'formatters'),
    stream: known(all, 'stream'),
    messageKey: known(all, 'messageKey'),
    errorKey: all.get('pino.errorKey'),
    nestedKey: known(all, 'nestedKey'),
  };
}

/** The method that sets a logger's level, on the prototype. */
export function setLevelSymbol(prototype: object): symbol {
  return known(byDescription(prototype), 'setLevel');
}

/** What a logger has that writes lines, and that compares levels, since pino 9. */
export function levelSymbols(logger: object): { stream: symbol; comparison: symbol | undefined } {
  const all = byDescription(logger);
  return { stream: known(all, 'stream'), comparison: all.get('pino.levelComp') };
}

function byDescription(object: object): Map<string, symbol> {
  const found = new Map<string, symbol>();
  for (let o: object | null = object; o !== null; o = Object.getPrototypeOf(o)) {
    for (const symbol of Object.getOwnPropertySymbols(o)) found.set(symbol.description ?? '', symbol);
  }
  return found;
}

function known(all: Map<string, symbol>, name: string): symbol {
  const symbol = all.get(`pino.${name}`);
  if (symbol === undefined)
    throw new Error(`pino's symbol '${name}' not found: this version is not supported`);
  return symbol;
}
