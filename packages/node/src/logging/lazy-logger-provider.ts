/** OpenTelemetry's LoggerProvider, whose SDK loads when the first record is emitted. */

import type {
  Context,
  Logger,
  LoggerOptions,
  LoggerProvider,
  LogRecord,
  SeverityNumber,
} from '@opentelemetry/api';

export class LazyLoggerProvider implements LoggerProvider {
  readonly #load: () => LoggerProvider;
  readonly #onFirst: () => void;
  readonly #isReady: () => boolean;
  #loaded: LoggerProvider | undefined;

  /**
   * @param onFirst called when a logger is first asked for a record
   * @param isReady whether the SDK can be loaded; records before that are dropped
   */
  constructor(load: () => LoggerProvider, onFirst: () => void, isReady: () => boolean = () => true) {
    this.#load = load;
    this.#onFirst = onFirst;
    this.#isReady = isReady;
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    return new LazyLogger(() => {
      if (!this.#isReady()) return undefined;
      this.#onFirst();
      return this.warmUp().getLogger(name, version, options);
    });
  }

  warmUp(): LoggerProvider {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }
}

class LazyLogger implements Logger {
  readonly #load: () => Logger | undefined;
  #loaded: Logger | undefined;

  constructor(load: () => Logger | undefined) {
    this.#load = load;
  }

  emit(record: LogRecord): void {
    this.#loaded ??= this.#load();
    this.#loaded?.emit(record);
  }

  enabled(options?: { context?: Context; severityNumber?: SeverityNumber; eventName?: string }): boolean {
    this.#loaded ??= this.#load();
    return this.#loaded?.enabled(options) ?? false;
  }
}
