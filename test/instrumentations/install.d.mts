export function ensureTargets(): void;
