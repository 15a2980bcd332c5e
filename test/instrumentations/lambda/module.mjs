export const handler = async ({ name }) => {
  if (name === undefined) throw new Error('whom?');
  return `hello ${name}`;
};
