exports.handler = async ({ name }) => `hello ${name}`;
