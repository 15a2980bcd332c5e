export function takesIndexTemplate(name: string): boolean;
export function installIndexTemplate(name: 'elasticsearch' | 'opensearch', url: string): Promise<void>;
