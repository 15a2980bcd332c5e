export function cacheRoot(env?: NodeJS.ProcessEnv): string;
export function cached(key: string, fill: (draft: string) => Promise<void>, root?: string): Promise<string>;
