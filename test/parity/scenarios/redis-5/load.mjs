/** Imports for the scenarios of this folder; of a CommonJS library what `require` would give. */
export async function load(name) {
  const library = await import(name);
  return library.default ?? library;
}
