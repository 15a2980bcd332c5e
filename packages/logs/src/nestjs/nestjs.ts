/**
 * Nest 8 to 12: a record of each line that its ConsoleLogger prints, which is what its Logger uses unless the app brings another,
 * and ids into its lines of JSON. Loggers of the app's own are not looked at: what they print through has its records.
 */

import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { addFields, type LineField, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { type NestLine, nestRecord } from './nest-record.ts';

// biome-ignore lint/suspicious/noExplicitAny: the arguments of methods that differ from version to version are passed on
type Method = (this: ConsoleLogger, ...args: any[]) => any;

interface ConsoleLogger {
  readonly options?: { readonly json?: boolean; readonly forceConsole?: boolean };
  printMessages: Method;
  /** Since 8.1. */
  stringifyMessage?: Method;
  getContextAndStackAndMessagesToPrint?: Method;
  /** Since 11, with `json`. */
  printAsJson?: Method;
  stringifyReplacer?: Method;
  /** Since 12. */
  redact?(value: unknown): unknown;
}

const MODULE = '@nestjs/common';

/** The patches that put ids into the JSON of Nest's ConsoleLogger and make a record of each of its lines. */
export function nestLoggerPatches(o: LogOptions): ModulePatch[] {
  // An app that requires what Nest imports has the one class patched for both.
  const patched = new WeakSet<object>();
  const patch: ModulePatch['patch'] = (exports, m) => {
    const { prototype } = (exports as { ConsoleLogger: { prototype: ConsoleLogger } }).ConsoleLogger;
    if (!patched.has(prototype)) new NestBridge(o, new RecordSink(o, 'nestjs', m.version)).install(prototype);
    patched.add(prototype);
    return exports;
  };
  return [
    { module: MODULE, file: 'services/console-logger.service.js', versions: '>=8.0.0 <12', patch },
    { module: MODULE, versions: '>=12.0.0 <13', esm: ['ConsoleLogger'], patch },
  ];
}

/** A call of `printMessages`, while it runs. */
interface Printing {
  readonly level: string;
  readonly context: unknown;
  /** Of the first line. */
  stack: unknown;
  readonly lines: NestLine[];
  /** What is being made a text: of functions of the app's that give each other, the last. */
  message: { value: unknown } | undefined;
  /** For the line of JSON that is being made. */
  fields: readonly LineField[] | undefined;
}

class NestBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #sink: RecordSink;
  /** Before 11 stacks are not among what is printed with the messages: by the array of those. */
  readonly #stacks = new WeakMap<object, unknown>();
  // Messages may be functions of the app's, which may log: a stack, kept by calls.
  #printing: Printing | undefined;

  constructor(o: LogOptions, sink: RecordSink) {
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
    this.#sink = sink;
  }

  install(prototype: ConsoleLogger): void {
    const bridge = this;
    const { printMessages } = prototype;
    prototype.printMessages = function (messages, context, level = 'log', stream, stack, params) {
      const print = () => printMessages.call(this, messages, context, level, stream, stack, params);
      return bridge.#print(this, print, messages, { context, level, stack, params });
    };
    this.#watchStacks(prototype);
    this.#watchTexts(prototype);
    this.#watchJson(prototype);
  }

  #print(
    logger: ConsoleLogger,
    print: () => unknown,
    messages: readonly unknown[],
    { context, level, stack = this.#stacks.get(messages), params }: Said,
  ): unknown {
    const outer = this.#printing;
    const printing = { level, context, stack, lines: [], message: undefined, fields: undefined };
    this.#printing = printing;
    let result: unknown;
    try {
      // Then it prints through console, whose adapter would make a second record of the line.
      result = logger.options?.forceConsole ? muted(print) : print();
    } finally {
      this.#printing = outer;
    }
    const ctx = this.#sink.context();
    if (!this.#sink.wants(ctx)) return result;
    try {
      const requestId = correlationOf(ctx, this.#requestIds)?.requestId;
      for (const line of linesOf(logger, printing, messages, params))
        this.#sink.emit(nestRecord(line), ctx, requestId);
    } catch {
      // The lines are printed; only their records are lost.
    }
    return result;
  }

  #watchStacks(prototype: ConsoleLogger): void {
    const bridge = this;
    const { getContextAndStackAndMessagesToPrint: original } = prototype;
    if (original === undefined) return;
    prototype.getContextAndStackAndMessagesToPrint = function (...args) {
      const found = original.apply(this, args);
      if (typeof found?.stack === 'string' && Array.isArray(found.messages))
        bridge.#stacks.set(found.messages, found.stack);
      return found;
    };
  }

  #watchTexts(prototype: ConsoleLogger): void {
    const bridge = this;
    const { stringifyMessage: original } = prototype;
    if (original === undefined) return;
    prototype.stringifyMessage = function (message, ...rest) {
      const printing = bridge.#printing;
      if (printing?.message !== undefined) printing.message.value = message;
      if (printing === undefined || printing.message !== undefined)
        return original.call(this, message, ...rest);
      const told = { value: message };
      printing.message = told;
      try {
        const text = original.call(this, message, ...rest);
        const { level, context, stack } = printing;
        printing.lines.push({ level, context, message: told.value, text, stack });
        printing.stack = undefined;
        return text;
      } finally {
        printing.message = undefined;
      }
    };
  }

  #watchJson(prototype: ConsoleLogger): void {
    const bridge = this;
    const { printAsJson, stringifyReplacer } = prototype;
    if (printAsJson === undefined || stringifyReplacer === undefined) return;
    prototype.printAsJson = function (message, options, ...rest) {
      const printing = bridge.#printing;
      if (printing === undefined) return printAsJson.call(this, message, options, ...rest);
      printing.fields = bridge.#fields.of(correlationOf(bridge.#sink.context(), bridge.#requestIds));
      const { logLevel: level, context, errorStack: stack, params, error } = options;
      printing.lines.push({ level, context, message, params, stack, error });
      return printAsJson.call(this, message, options, ...rest);
    };
    // Given the line itself first, under no key, by all versions and whatever the app made of it.
    prototype.stringifyReplacer = function (key, value) {
      const told = stringifyReplacer.call(this, key, value);
      const fields = bridge.#printing?.fields;
      if (key !== '' || fields === undefined || typeof told !== 'object' || told === null) return told;
      bridge.#printing!.fields = undefined;
      const line = { ...told };
      addFields(line, fields);
      return line;
    };
  }
}

/** What `printMessages` is given beside the messages. */
interface Said {
  context: unknown;
  level: string;
  stack?: unknown;
  params: unknown;
}

/** What was seen on its way into print; where the app prints messages in its own way, what it was given. */
function linesOf(
  logger: ConsoleLogger,
  { level, context, stack, lines }: Printing,
  messages: readonly unknown[],
  params: unknown,
): readonly NestLine[] {
  const redacted = (value: unknown) => logger.redact?.(value) ?? value;
  if (logger.options?.json) return lines;
  const fields = params === undefined ? undefined : redacted(params);
  if (lines.length > 0) return lines.map((line) => ({ ...line, params: fields }));
  return messages.map((message, i) => {
    return { level, context, message: redacted(message), params: fields, stack: i === 0 ? stack : undefined };
  });
}
