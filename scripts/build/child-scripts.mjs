// Programs that our children run are texts in the bundle, which no minifier looks into: their indentation and comments go here.

/** Files that are little else than such a text. */
const SCRIPTS = /delivery[\\/]src[\\/](exit|grpc)-child\.ts$/;

export function childScriptsPlugin() {
  return {
    name: 'child-scripts',
    transform: {
      filter: { id: SCRIPTS },
      handler: (code) => ({ code: code.replace(/^ +/gm, '').replace(/^\/\/.*\n/gm, ''), map: null }),
    },
  };
}
