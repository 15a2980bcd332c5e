/**
 * log4js 3 to 6. Every line of a copy passes `clustering.send` as an event, which goes to the appenders of its category, or from
 * a cluster's worker to the main process. The ids go into the event's context, which is a copy of the logger's and what
 * layouts take fields from. `categories.appendersForCategory` tells whether a line has appenders: it is asked
 * for a line that is let out, and for no other; of filters, those behind them are watched. All are methods of a module's exports,
 * changed in place.
 */

import { muted } from '../console/console-mute.ts';
import type { LogOptions, ModulePatch } from '../options.ts';
import { correlationOf } from '../records/correlation.ts';
import { addFields, LineFields } from '../records/line-fields.ts';
import { RecordSink } from '../records/record-sink.ts';
import { type LogEvent, log4jsRecord } from './log4js-record.ts';

const VERSIONS = '>=3.0.0 <7';

interface Clustering {
  isMaster(): boolean;
  send(this: Clustering, event: LogEvent): void;
}

type Appender = (event: LogEvent) => void;

interface Categories {
  appendersForCategory(this: Categories, name: string): readonly Appender[];
}

/** A module of an appender that hands on what it does not filter out. */
interface Filter {
  configure(config: unknown, layouts: unknown, find: (name: string) => Appender, levels: unknown): Appender;
}

const FILTERS = ['categoryFilter', 'logLevelFilter', 'noLogFilter'];

/** The patches that put ids into the context of log4js' lines and make a record of each. */
export function log4jsPatches(o: LogOptions): ModulePatch[] {
  const bridge = new Log4jsBridge(o);
  return [
    {
      module: 'log4js',
      file: 'lib/clustering.js',
      versions: VERSIONS,
      patch(exports, m) {
        bridge.watchSending(exports as Clustering, new RecordSink(o, 'log4js', m.version));
        return exports;
      },
    },
    {
      module: 'log4js',
      file: 'lib/categories.js',
      versions: VERSIONS,
      patch(exports) {
        bridge.watchAppenders(exports as Categories);
        return exports;
      },
    },
    ...FILTERS.map((name) => ({
      module: 'log4js',
      file: `lib/appenders/${name}.js`,
      versions: VERSIONS,
      patch(exports: unknown) {
        bridge.watchFilter(exports as Filter);
        return exports;
      },
    })),
  ];
}

class Log4jsBridge {
  readonly #requestIds: boolean;
  readonly #fields: LineFields;
  readonly #filters = new WeakSet<Appender>();
  /** Whether the line that is being sent has an appender. */
  #isWritten = false;

  constructor(o: LogOptions) {
    this.#requestIds = o.requestIds !== false;
    this.#fields = new LineFields(o);
  }

  watchSending(clustering: Clustering, sink: RecordSink): void {
    const { send } = clustering;
    const bridge = this;
    clustering.send = function (event) {
      // One that another process handed on has its ids, and its record, from there.
      if (event?.pid === process.pid) bridge.#send(send.bind(this), event, sink, !this.isMaster());
      else send.call(this, event);
    };
  }

  watchAppenders(categories: Categories): void {
    const { appendersForCategory } = categories;
    const bridge = this;
    categories.appendersForCategory = function (name) {
      const appenders = appendersForCategory.call(this, name);
      for (const appender of appenders) bridge.#onAppender(appender);
      return appenders;
    };
  }

  watchFilter(filter: Filter): void {
    const { configure } = filter;
    const bridge = this;
    filter.configure = function (config, layouts, find, levels) {
      const watched = (name: string): Appender => {
        const appender = find(name);
        return (event) => {
          bridge.#onAppender(appender);
          appender(event);
        };
      };
      const made = configure.call(this, config, layouts, watched, levels);
      bridge.#filters.add(made);
      return made;
    };
  }

  /** The line goes to this one next; a filter may keep it. */
  #onAppender(appender: Appender): void {
    if (!this.#filters.has(appender)) this.#isWritten = true;
  }

  #send(send: (event: LogEvent) => void, event: LogEvent, sink: RecordSink, isElsewhere: boolean): void {
    const ctx = sink.context();
    const ids = correlationOf(ctx, this.#requestIds);
    const added = addFields(event.context, this.#fields.of(ids));
    if (!sink.wants(ctx)) {
      send(event);
      return;
    }
    if (!this.#isSent(() => send(event), isElsewhere)) return;
    try {
      sink.emit(log4jsRecord(event, added), ctx, ids?.requestId);
    } catch {
      // The line is written; only its record is lost.
    }
  }

  /** Sends a line, which appenders may print through console. Whether there was one. */
  #isSent(send: () => void, isElsewhere: boolean): boolean {
    // An appender may log to another category.
    const outer = this.#isWritten;
    this.#isWritten = isElsewhere;
    try {
      muted(send);
      return this.#isWritten;
    } finally {
      this.#isWritten = outer;
    }
  }
}
