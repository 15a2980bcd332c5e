/** What apps/*.cjs tell of a logger: how it does what the scenarios ask, or in a sentence why it cannot. */

// biome-ignore lint/suspicious/noExplicitAny: loggers have no type in common.
type Lib = any;
type Logger = Lib;
type Fields = Readonly<Record<string, unknown>>;
/** A reason, which the test's report shows. */
type Cannot = string;

export interface LoggerApp {
  /** The package. @default none: a part of Node.js itself */
  readonly module?: string;
  /** The records' scope. @default the package's name */
  readonly scope?: string;
  /** @default ['oldest', 'newest']; a part of Node.js is there in one version */
  readonly ages?: readonly ('oldest' | 'newest')[];
  /** Settings of both processes, ours and the bare one. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the other members are given. `load` gets further packages, likewise. @default what was loaded, or its default export */
  exports?(loaded: Lib, load: (name: string) => Lib): Lib;
  /** Severity number and text of each level, by the name that `log` is given. */
  readonly levels: Readonly<Record<string, readonly [number: number, text: string]>>;
  /** What is otherwise in one of the versions. */
  readonly oldest?: Partial<LoggerApp>;
  readonly newest?: Partial<LoggerApp>;
  /** The level of ordinary lines. @default 'info' */
  readonly usual?: string;
  /** Writes a line. @default logger[level](text) */
  log?(logger: Logger, level: string, text: string): void;
  /** What a record's body is, where it is not the text that `log` was given. */
  readonly bodies?: Readonly<Record<string, unknown>>;
  /** A logger that takes all levels and prints JSON, a line each, to stdout; its time and such are masked. */
  readonly structured: ((lib: Lib) => Logger) | Cannot;
  /** Reads a line of it. @default JSON.parse */
  parse?(line: string): Fields;
  /** Takes what differs from run to run out of the output. Times, and ids of processes, are out already. */
  mask?(output: string): string;
  /** A logger that prints text, of which not a byte may change. */
  readonly plain: ((lib: Lib) => Logger) | Cannot;
  /** Logs fields beside a message. */
  readonly fields: ((logger: Logger, fields: Fields, message: string) => void) | Cannot;
  /** Attributes of that record. @default the fields as they are */
  readonly fieldAttributes?: Fields;
  /** A logger made of this one, with fields of its own. */
  readonly child: ((logger: Logger, fields: Fields) => Logger) | Cannot;
  /** Attributes that a child's record has. @default those fields */
  readonly childAttributes?: Fields;
  /** Logs an error, with or without the message. */
  readonly error: ((logger: Logger, error: Error, message: string) => void) | Cannot;
  /** Logs a message that is made of a template and arguments. */
  readonly formatted: ((logger: Logger) => void) | Cannot;
  /** What that message is. */
  readonly said?: string;
  /** Logs the fields so that the logger's own means take `password` out. */
  readonly hidden: ((lib: Lib, fields: Fields, message: string) => void) | Cannot;
  /** Logs what is below the level, in each way in which a level can be set. */
  readonly quiet: ((lib: Lib) => void) | Cannot;
  /** A logger that prints through console. */
  readonly viaConsole: ((lib: Lib) => Logger) | Cannot;
  /** Logs so that the call throws. */
  readonly throwing: ((lib: Lib) => void) | Cannot;
}
