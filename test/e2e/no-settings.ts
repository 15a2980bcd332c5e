/** Of the environment that tests are run in, nothing may reach what they start. */

/** Deletes all settings but where backends are cached. */
export function clearSettings(): void {
  for (const name of Object.keys(process.env)) {
    if (/^(OTEL|WAYMARK)_/.test(name) && name !== 'WAYMARK_CACHE') delete process.env[name];
  }
}
