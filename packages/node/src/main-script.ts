/** Which script the application is, where something else was started to run it. */

/** pm2's two containers: in cluster mode the environment of the application is still packed in one variable. */
interface Pm2Environment {
  readonly pm_exec_path?: string;
}

/**
 * Absolute path of the script that Node was given, or that pm2 is about to load. `undefined` with `-e` and `-p`, where the
 * first argument is the program's own and may be a secret.
 */
export function mainScript(): string | undefined {
  if ((process as { _eval?: string })._eval !== undefined) return undefined;
  return pm2Script(process.env) ?? process.argv[1];
}

/** Where the application's package.json is looked for: beside its script, or where a runner that loads it was called. */
export function applicationPath(script = mainScript()): string {
  const isRunner = script?.includes('node_modules') && RUNNER.test(script);
  return script === undefined || isRunner ? process.cwd() : script;
}

/** Commands of others that load the application into their own process. */
const RUNNER =
  /[\\/]node_modules[\\/](\.bin|ts-node|ts-node-dev|vitest|tinypool|next|mocha|jest|jest-worker)[\\/]/;

function pm2Script({ pm_exec_path, pm2_env }: NodeJS.ProcessEnv): string | undefined {
  if (pm_exec_path !== undefined && /ProcessContainer/.test(process.argv[1] ?? '')) return pm_exec_path;
  if (pm2_env === undefined) return undefined;
  try {
    return (JSON.parse(pm2_env) as Pm2Environment).pm_exec_path;
  } catch {
    return undefined; // not pm2's
  }
}
