/** The index templates of deploy/elk, for a server that asks for no password. Plain JavaScript for Node 20. */
import { readFile } from 'node:fs/promises';

const FILES = { elasticsearch: 'index-template.json', opensearch: 'opensearch-index-template.json' };

export const takesIndexTemplate = (name) => Object.hasOwn(FILES, name);

/** As `deploy/elk/setup.sh` does it; `name` is `elasticsearch` or `opensearch`. Rejects with what the server says against it. */
export async function installIndexTemplate(name, url) {
  const answer = await fetch(`${url}/_index_template/waymark-logs`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: await readFile(new URL(`../../deploy/elk/${FILES[name]}`, import.meta.url)),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${name} did not take the index template: ${said}`);
}
