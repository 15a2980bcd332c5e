export function ensurePeers(): void;
