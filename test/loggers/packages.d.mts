/** Installs the oldest and the newest versions of the loggers, once each lock file. */
export function ensureLoggers(): void;
export function ensureFrameworks(): void;
