export function installIndexTemplate(url: string): Promise<void>;
