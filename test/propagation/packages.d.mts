/** Installs the tracers that npm brings, unless they are there. */
export function ensureTracers(): void;

/** The directory that PYTHONPATH names: OpenTelemetry's propagators for Python, fetched once. */
export function pythonPath(): Promise<string>;

/** Why there can be no tracer in Python, or false. @throws {Error} where all must run (WAYMARK_REQUIRE_BACKENDS=1) */
export function skipWithoutPython(env?: NodeJS.ProcessEnv): string | false;
