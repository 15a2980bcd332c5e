export function ensureOthers(): void;
