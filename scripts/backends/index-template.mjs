/** The index template of deploy/elk, for an Elasticsearch that asks for no password. Plain JavaScript for Node 20. */
import { readFile } from 'node:fs/promises';

const TEMPLATE = new URL('../../deploy/elk/index-template.json', import.meta.url);

/** As `deploy/elk/setup.sh` does it. Rejects with what the server says against it. */
export async function installIndexTemplate(url) {
  const answer = await fetch(`${url}/_index_template/waymark-logs`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: await readFile(TEMPLATE),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`Elasticsearch did not take the index template: ${said}`);
}
