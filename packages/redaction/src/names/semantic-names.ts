/** What the value of a name consists of, where that is known: by the semantic conventions, or by the name's last word. */

import { wordsOf } from './words.ts';

/**
 * `sql`: a statement of some database, which errors of clients bring along. `perhaps-sql`: one, or anything. `bound`: the values of one. `url`: a URL or a part with a path. `query`: a URL's query
 * or fragment. `said`: what an error or a line says, perhaps a statement. `arguments`: those of a process. `headers`: perhaps a list of names and values. `text`: anything.
 */
export type Content =
  | 'text'
  | 'url'
  | 'query'
  | 'sql'
  | 'perhaps-sql'
  | 'bound'
  | 'said'
  | 'arguments'
  | 'headers';

/** OpenTelemetry's, current and former, and those of upstream's instrumentations. */
const NAMES: Readonly<Record<string, Content>> = {
  'db.query.text': 'sql',
  'db.statement': 'sql',
  sql: 'sql',
  'db.postgresql.values': 'bound',
  'db.query.values': 'bound',
  'db.sql.bindings': 'bound',
  'url.query': 'query',
  'url.fragment': 'query',
  'url.path': 'url',
  'http.target': 'url',
  'exception.message': 'said',
  'exception.stacktrace': 'said',
  body: 'said',
  'process.command_args': 'arguments',
};

/** Semantic conventions: `db.query.parameter.<key>`, and what it was called before. */
const BOUND_PREFIXES = ['db.query.parameter.', 'db.operation.parameter.', 'db.statement.parameter.'];

const URL_WORDS: ReadonlySet<string> = new Set([
  'url',
  'uri',
  'href',
  'referer',
  'referrer',
  'location',
  'dsn',
]);
const SQL_WORDS: ReadonlySet<string> = new Set(['sql', 'query', 'statement']);
const QUERY_WORDS: ReadonlySet<string> = new Set(['querystring', 'search']);

export function contentOf(name: string): Content {
  if (Object.hasOwn(NAMES, name)) return NAMES[name]!;
  if (BOUND_PREFIXES.some((prefix) => name.startsWith(prefix))) return 'bound';
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  // url.full: it has no word of its own.
  if (URL_WORDS.has(last) || name === 'url.full' || name === 'url.original') return 'url';
  if (SQL_WORDS.has(last)) return 'perhaps-sql';
  if (last === 'headers') return 'headers';
  return QUERY_WORDS.has(last) || words.slice(-2).join('') === 'querystring' ? 'query' : 'text';
}
