/** Statements of databases of all kinds without the values in them. */

import { sanitizeDocument } from './sanitize-document.ts';
import { sanitizeRedis } from './sanitize-redis.ts';
import { sanitizeSql } from './sanitize-sql.ts';

const DOCUMENTS: ReadonlySet<string> = new Set([
  ...['mongodb', 'elasticsearch', 'opensearch', 'couchdb', 'azure.cosmosdb', 'cosmosdb', 'solr', 'firestore'],
]);

/**
 * By `system`, which is OpenTelemetry's `db.system.name`: documents keep their keys, Redis' commands theirs, Memcached's the
 * line before the value. Everything else is SQL, or what can be read like it.
 */
export function sanitizeStatement(
  statement: string,
  system: string | undefined,
  redactComment: (comment: string) => string,
): string {
  const name = system?.toLowerCase();
  if (name === 'redis' || name === 'valkey') return sanitizeRedis(statement);
  if (name === 'memcached') return withoutBlock(statement);
  const isDocument = /^\s{0,64}[[{]/.test(statement);
  if (isDocument && (name === undefined || DOCUMENTS.has(name))) return sanitizeDocument(statement);
  return sanitizeSql(statement, system, redactComment);
}

/** Whether a text under a name such as `query` is SQL: by the word that it begins with, and one that has to follow. */
export function looksLikeSql(text: string): boolean {
  return BEGINS.test(text) && FOLLOWS.test(text.slice(0, 4096));
}
const BEGINS =
  /^[\s(]{0,64}(?:select|insert|update|delete|with|merge|replace|create|alter|call|exec|execute|grant)\s/i;
const FOLLOWS = /\b(?:from|into|set|values|where|table|user|procedure|role)\b/i;

/**
 * What an error says, or its stack, without the values of the statement that it begins with: knex puts both there, and
 * what the database said behind.
 */
export function sanitizeFailure(text: string, sanitize: (statement: string) => string): string {
  const start = ERROR_NAME.exec(text)![0].length;
  if (!FAILED_STATEMENT.test(start === 0 ? text : text.slice(start, start + 4096))) return text;
  const frames = text.indexOf('\n    at ', start);
  const end = frames === -1 ? text.length : frames;
  return text.slice(0, start) + sanitize(text.slice(start, end)) + text.slice(end);
}
const ERROR_NAME = /^(?:[\w$.]{1,64}: )?/;
const FAILED_STATEMENT =
  /^[\s(]{0,64}(?:select\s[\s\S]{1,4000}?\sfrom\s|(?:insert|merge|replace)\s{1,16}into\s|update\s{1,16}\S{1,200}\s{1,16}set\s|delete\s{1,16}from\s|with\s{1,16}\S{1,200}\s{1,16}as\s)/i;

/** Memcached's values follow the line of the command. */
function withoutBlock(statement: string): string {
  const end = statement.search(/\r|\n/);
  return end === -1 || statement.endsWith('\r\n?') ? statement : `${statement.slice(0, end)}\r\n?`;
}
