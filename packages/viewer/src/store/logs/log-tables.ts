/**
 * The tables of log records beside those that all signals share.
 *
 * - `log_digests`: digests of the last requests, so that one that is sent again adds nothing.
 * - `log_blocks`: what is known of each block of log records beyond its row in `blocks`, which has the same id.
 * - `log_shelves`, and of each a table `log_words_<id>` of FTS5: RATIONALE.md says why not one for all.
 */
export const LOG_TABLES = `
CREATE TABLE IF NOT EXISTS log_digests (
  seq    INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS log_blocks (
  id           INTEGER PRIMARY KEY,
  shelf        INTEGER NOT NULL,
  first_id     INTEGER NOT NULL,
  last_id      INTEGER NOT NULL,
  min_severity INTEGER NOT NULL,
  max_severity INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS log_shelves (
  id      INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  lines   INTEGER NOT NULL
) STRICT;
`;
