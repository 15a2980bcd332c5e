// Programs that our children run are texts in the bundle, which its minifier does not look into: they are minified here.

import { pathToFileURL } from 'node:url';
import { minifySync } from 'rolldown/utils';

/** Files whose exports are such texts and nothing else. The second is the body of a function. */
const PROGRAM = /delivery[\\/]src[\\/]exit-child\.ts$/;
const BODY = /delivery[\\/]src[\\/]grpc-child\.ts$/;

export function childScriptsPlugin() {
  return {
    name: 'child-scripts',
    load: {
      filter: { id: [PROGRAM, BODY] },
      async handler(id) {
        const texts = Object.entries(await import(pathToFileURL(id).href));
        const shorter = PROGRAM.test(id) ? minified : withoutIndentation;
        const lines = texts.map(([name, text]) => `export const ${name} = ${JSON.stringify(shorter(text))};`);
        return { code: lines.join('\n'), moduleType: 'js' };
      },
    },
  };
}

function minified(program) {
  const { code, errors } = minifySync('program.cjs', program);
  if (errors.length > 0) throw new Error(errors[0].message);
  return code;
}

/** No minifier takes a `return` that is in no function. */
function withoutIndentation(body) {
  return body.replace(/^ +/gm, '').replace(/^\/\/.*\n/gm, '');
}
