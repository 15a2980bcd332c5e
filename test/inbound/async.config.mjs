/** As somebody may write who asks a database, where no type says that nobody waits for it. */
export default {
  async trustInbound({ headers }) {
    if (headers['x-gateway'] === 'throw') throw new Error('no such map');
    return headers['x-gateway'] === 'it is me';
  },
};
