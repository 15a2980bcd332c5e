/**
 * Options under which upstream's instrumentations write the values of queries and commands. No detector can know these: a name, an
 * address, a balance look like anything. So they are overruled while redaction is on, with a line for whoever had set them.
 */

import type { Span } from '@opentelemetry/api';
import { type Redactor, sanitizeSql } from '@waymark/redaction';
import { isMainProcess, report } from '../report.ts';
import { maskedValues } from './masked-values.ts';
import { type RedisSerializer, redisStatement, withoutValues } from './redis-statement.ts';

export type Settings = Readonly<Record<string, unknown>>;
type Serializer = (...args: unknown[]) => unknown;

interface Safe {
  /** Where the values would be: with it among the names that are allowed, the options are as they were given. */
  readonly attribute: string;
  /** What nobody is followed in. */
  readonly unsafe?: Settings;
  /** What holds instead, of the options that it concerns. */
  options(given: Settings): Settings;
}

const enhanced: Pick<Safe, 'unsafe' | 'options'> = {
  unsafe: { enhancedDatabaseReporting: true },
  options: () => ({ enhancedDatabaseReporting: false }),
};
const withMaskedInput = (option: string) => (given: Settings) => wrapped(given, option, masking);

/** By instrumentation. Those whose statements have literals at most (knex, tedious, cassandra-driver) go by the stage in front of the exporters. */
const SAFE: Readonly<Record<string, Safe>> = {
  pg: { attribute: 'db.postgresql.values', ...enhanced },
  mysql: { attribute: 'db.mysql.values', ...enhanced },
  mysql2: {
    attribute: 'db.query.text',
    unsafe: { maskStatement: false },
    options: ({ maskStatementHook = (query: string) => sanitizeSql(query, 'mysql') }) => ({
      maskStatement: true,
      maskStatementHook,
    }),
  },
  oracledb: {
    ...enhanced,
    attribute: 'db.operation.parameter',
    // The text of the statement came with the values, and may leave.
    options: ({ enhancedDatabaseReporting, dbStatementDump }) => ({
      enhancedDatabaseReporting: false,
      dbStatementDump: enhancedDatabaseReporting === true || dbStatementDump === true,
    }),
  },
  memcached: { attribute: 'db.query.text', ...enhanced },
  mongodb: {
    ...enhanced,
    attribute: 'db.query.text',
    options: (given) => ({
      enhancedDatabaseReporting: false,
      ...wrapped(given, 'dbStatementSerializer', masking),
    }),
  },
  mongoose: { attribute: 'db.query.text', options: withMaskedInput('dbStatementSerializer') },
  redis: { attribute: 'db.query.text', options: forRedis },
  ioredis: { attribute: 'db.query.text', options: forRedis },
  'aws-sdk': { attribute: 'db.query.text', options: withMaskedInput('dynamoDBStatementSerializer') },
  graphql: {
    attribute: 'graphql.source',
    unsafe: { allowValues: true },
    options: () => ({ allowValues: false }),
  },
};

/**
 * What an instrumentation is given while redaction is on.
 * @param redactor says which attributes' values may leave
 */
export function safeOptions(
  name: string,
  given: Settings,
  redactor: Pick<Redactor, 'allows' | 'attribute'>,
): Settings {
  if (name === 'undici') return withPlainUrls(given, redactor);
  const safe = Object.hasOwn(SAFE, name) ? SAFE[name] : undefined;
  if (safe === undefined || redactor.allows(safe.attribute)) return given;
  const { unsafe = {} } = safe;
  const overruled = Object.keys(unsafe).filter((key) => given[key] === unsafe[key]);
  if (overruled.length > 0 && isMainProcess())
    report(
      `options of ${name} are not followed: ${overruled.map((key) => `${key}=${given[key]}`).join(', ')} would write the values ` +
        `of queries and commands; WAYMARK_REDACTION_ALLOW=${safe.attribute} lets them`,
    );
  return { ...given, ...safe.options(given) };
}

/** Upstream's undici writes URLs as they are: without their secrets before anything else sees the span. */
function withPlainUrls(given: Settings, redactor: Pick<Redactor, 'attribute'>): Settings {
  const theirs = given['requestHook'];
  const requestHook = (span: Span & { attributes?: Settings }, request: unknown): void => {
    for (const key of ['url.full', 'url.query']) {
      const value = span.attributes?.[key];
      const clean = value && redactor.attribute(key, value);
      if (clean !== value) span.setAttribute(key, String(clean ?? ''));
    }
    if (typeof theirs === 'function') theirs(span, request);
  };
  return { ...given, requestHook };
}

function forRedis(given: Settings): Settings {
  const option = 'dbStatementSerializer';
  const theirs = wrapped(
    given,
    option,
    (serializer) => withoutValues(serializer as RedisSerializer) as Serializer,
  );
  return { [option]: redisStatement, ...theirs };
}

function wrapped(given: Settings, option: string, wrap: (serializer: Serializer) => Serializer): Settings {
  const serializer = given[option];
  return typeof serializer === 'function' ? { [option]: wrap(serializer as Serializer) } : {};
}

function masking(serializer: Serializer): Serializer {
  return (...args) => serializer(...args.map((arg) => (typeof arg === 'string' ? arg : maskedValues(arg))));
}
