export default {
  trustInbound({ peerAddress, method, path, headers }) {
    if (headers['x-gateway'] === 'throw') throw new Error('no such map');
    const isWhole = peerAddress.endsWith('127.0.0.1') && /^(GET|POST)$/.test(method) && path.startsWith('/');
    return isWhole && headers['x-gateway'] === 'it is me';
  },
};
