/** How databases tell literals from names, by OpenTelemetry's `db.system.name` (and its former `db.system`). */

export interface Dialect {
  /** Whether `\` within quotes takes its meaning from the next character. */
  readonly escapes: boolean;
  /** Whether `"..."` is a text, and not a name. */
  readonly quotedTexts: boolean;
  /** Whether `[...]` is a name. */
  readonly brackets: boolean;
  /** Whether `#` begins a comment, and `--` only before white space. */
  readonly hashComments: boolean;
  /** Whether `$$...$$` is a text. */
  readonly dollars: boolean;
  /** Whether `/*` within a comment begins another, which has to end before. */
  readonly nestedComments: boolean;
  /** Whether a text may be between three quotes. */
  readonly triples: boolean;
  /**
   * Nobody knows what it is. What may be a text is one, and behind what is a text to one database and not to the next nothing
   * can be told apart.
   */
  readonly isUnknown: boolean;
}

const STANDARD: Dialect = {
  escapes: false,
  quotedTexts: false,
  brackets: false,
  hashComments: false,
  dollars: false,
  nestedComments: false,
  triples: false,
  isUnknown: false,
};
const POSTGRES: Dialect = { ...STANDARD, dollars: true, nestedComments: true };
const MYSQL: Dialect = { ...STANDARD, escapes: true, quotedTexts: true, hashComments: true };
const BIGQUERY: Dialect = { ...MYSQL, triples: true };
const BRACKETS: Dialect = { ...STANDARD, brackets: true };
const SQL_SERVER: Dialect = { ...BRACKETS, nestedComments: true };
const ESCAPING: Dialect = { ...STANDARD, escapes: true };
const ALL_TEXTS: Dialect = { ...STANDARD, escapes: true, quotedTexts: true };
const UNKNOWN: Dialect = { ...STANDARD, quotedTexts: true, dollars: true, isUnknown: true };

const DIALECTS: ReadonlyMap<string, Dialect> = new Map([
  ...named(POSTGRES, 'postgresql', 'cockroachdb', 'redshift', 'aws.redshift', 'greenplum', 'duckdb', 'edb'),
  ...named(MYSQL, 'mysql', 'mariadb', 'tidb', 'vitess', 'singlestore'),
  ...named(BIGQUERY, 'gcp.bigquery', 'bigquery'),
  ...named(SQL_SERVER, 'mssql', 'microsoft.sql_server', 'azure.sql'),
  ...named(BRACKETS, 'sqlite'),
  ...named(
    STANDARD,
    'oracle',
    'oracle.db',
    'ibm.db2',
    'db2',
    'sap.hana',
    'hanadb',
    'firebird',
    'firebirdsql',
  ),
  ...named(
    STANDARD,
    'cassandra',
    'scylladb',
    'h2',
    'h2database',
    'hsqldb',
    'derby',
    'informix',
    'trino',
    'presto',
  ),
  ...named(ESCAPING, 'clickhouse', 'snowflake', 'teradata', 'vertica', 'influxdb'),
  ...named(
    ALL_TEXTS,
    'neo4j',
    'couchbase',
    'hive',
    'spark',
    'databricks',
    'arangodb',
    'surrealdb',
    'dynamodb',
  ),
]);

export function dialectOf(system: string | undefined): Dialect {
  return (system !== undefined && DIALECTS.get(system.toLowerCase())) || UNKNOWN;
}

function named(dialect: Dialect, ...systems: string[]): [string, Dialect][] {
  return systems.map((system) => [system, dialect]);
}
