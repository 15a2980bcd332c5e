export function ensureCarriers(): void;
