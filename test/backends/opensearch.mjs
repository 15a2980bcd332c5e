/** OpenSearch, without a login. */
import { missingMavenJars } from './maven-jars.mjs';
import { searchDistribution, startSearchServer } from './search-server.mjs';

const VERSION = '2.19.1';
const KEY = `opensearch-${VERSION}`;
const ARTIFACT = `org.opensearch.distribution.integ-test-zip:opensearch:${VERSION}:zip`;

export const opensearch = {
  name: 'OpenSearch',
  missing: (env) => missingMavenJars(KEY, env),
  prepare: (options) => searchDistribution(KEY, ARTIFACT, options),
  start: startOpensearch,
};

/**
 * Resolves to `{ port, url, directory, output, stop, halt, resume }`: `halt()` ends it, `resume()` starts it again with its data.
 * `settings` are lines for its file.
 */
async function startOpensearch({ from, settings } = {}) {
  const home = await opensearch.prepare();
  const server = await startSearchServer('OpenSearch', { home, from, settings, isReady: isHealthy });
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

async function isHealthy(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/_cluster/health`, {
      signal: AbortSignal.timeout(1_000),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
