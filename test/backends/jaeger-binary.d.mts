export const JAEGER_VERSION: string;
export function jaegerBinary(options?: { log?: (line: string) => void }): Promise<string>;
export function skipWithoutJaeger(env?: NodeJS.ProcessEnv): string | false;
