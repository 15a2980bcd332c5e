/** Takes an order, unless it is none. */
exports.handle = async ({ order }) => {
  if (order === 0) throw new RangeError('out of stock');
  return { order };
};
