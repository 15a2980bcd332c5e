/** Servers written in Java, as the jars that Maven brings. Plain JavaScript for Node 20. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, cacheRoot } from './cache.mjs';
import { finish } from './finish.mjs';

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** Why the jars of `key` cannot be had or run here, or undefined. */
export function missingMavenJars(key, env = process.env) {
  const has = (command) => spawnSync(command, ['-version'], { env, stdio: 'ignore' }).status === 0;
  if (!has('java')) return 'It runs on Java 17 or later, and no `java` command was found.';
  if (existsSync(join(cacheRoot(env), key)) || has('mvn')) return undefined;
  return 'It comes from Maven Central, and no `mvn` command was found.';
}

/**
 * The class path of `dependencies` (`group:artifact:version`) and all that they need, fetched once and kept
 * in the cache as `key`.
 */
export async function mavenJars(key, dependencies, { log = () => {} } = {}) {
  const directory = await cached(key, async (draft) => {
    log(`fetching ${dependencies.join(', ')}`);
    // Maven leaves its notes beside the project file, so that one is in a folder of its own.
    const project = join(draft, 'project');
    await mkdir(project);
    await writeFile(join(project, 'pom.xml'), projectOf(dependencies));
    await runMaven([COPY, '-DincludeScope=runtime', `-DoutputDirectory=${draft}`], { cwd: project });
    await rm(project, { recursive: true });
  });
  return join(directory, '*');
}

/** One at a time: Maven's own store of what it fetched is not made for two who fill it at once. */
export function runMaven(args, options) {
  const done = last.catch(() => {}).then(() => finish('mvn', ['-q', '-B', ...args], options));
  last = done;
  return done;
}

let last = Promise.resolve();

function projectOf(dependencies) {
  const parts = dependencies.map((dependency) => {
    const [group, artifact, version] = dependency.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project>
  <modelVersion>4.0.0</modelVersion><groupId>waymark</groupId><artifactId>server</artifactId><version>1</version>
  <dependencies>${parts.join('')}</dependencies>
</project>`;
}
