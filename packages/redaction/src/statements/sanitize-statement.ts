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
 * What an error says, its stack, or a line, without the values of the statement that it begins with: knex puts that in front
 * of what the database said, Sequelize prints each with its values in it.
 */
export function sanitizeSaid(
  text: string,
  system: string | undefined,
  sanitize: (statement: string, system: string | undefined) => string,
): string {
  const start = startOfStatement(text);
  if (start === -1 || !STATEMENT.test(text.slice(start, start + 4096))) return text;
  const frames = text.indexOf('\n    at ', start);
  const end = frames === -1 ? text.length : frames;
  return text.slice(0, start) + sanitize(text.slice(start, end), system) + text.slice(end);
}

/** Behind the error's name, or what Sequelize, MikroORM and TypeORM begin a line with; -1 where no verb of SQL is there. */
function startOfStatement(text: string): number {
  if (isVerbAt(text, 0)) return 0;
  const mark = text.charCodeAt(0) === BRACKET ? text.indexOf(']') : text.indexOf(':');
  const start = mark + 2;
  return mark !== -1 && mark <= LONGEST_NAME && isVerbAt(text, start) ? start : -1;
}
const BRACKET = 91;
const LONGEST_NAME = 64;

function isVerbAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code > 127 || VERB_BEGINS[code] === 0) return false;
  VERB.lastIndex = at;
  return VERB.test(text);
}
const VERB = /[\s(]{0,64}(?:select|insert|update|delete|merge|replace|with)\s/iy;
const VERB_BEGINS = new Uint8Array(128);
for (const char of '\t\n\r (SIUDMRWsiudmrw') VERB_BEGINS[char.charCodeAt(0)] = 1;
const STATEMENT =
  /^[\s(]{0,64}(?:select\s[\s\S]{1,4000}?\sfrom\s|(?:insert|merge|replace)\s{1,16}into\s|update\s{1,16}\S{1,200}\s{1,16}set\s|delete\s{1,16}from\s|with\s{1,16}\S{1,200}\s{1,16}as\s)/i;

/** Memcached's values follow the line of the command. */
function withoutBlock(statement: string): string {
  const end = statement.search(/\r|\n/);
  return end === -1 || statement.endsWith('\r\n?') ? statement : `${statement.slice(0, end)}\r\n?`;
}
