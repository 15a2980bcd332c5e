/** Built where nobody looks for sources. */
export default { distDir: 'node_modules/.next' };
