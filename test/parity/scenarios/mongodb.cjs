// mongodb: one operation of each kind, and one that the server refuses.

exports.run = async ({ load, span, port, failing }, database = 'mongodb') => {
  const { MongoClient } = await load('mongodb');
  const client = new MongoClient(`mongodb://127.0.0.1:${port('mongo')}`);
  await client.connect();
  const orders = client.db(database).collection('orders');
  await span('order', async () => {
    await orders.deleteMany({});
    await orders.insertOne({ _id: 1, name: 'tea', price: 3 });
    await orders.insertMany([
      { _id: 2, name: 'milk' },
      { _id: 3, name: 'tea' },
    ]);
    await orders.updateOne({ name: 'milk' }, { $set: { price: 2 } });
    await orders.findOne({ name: 'tea' });
    await orders.find({ price: { $gt: 1 } }).toArray();
    await orders.aggregate([{ $group: { _id: '$name', count: { $sum: 1 } } }]).toArray();
    await orders.createIndex({ name: 1 });
    // The refusal is in an answer that says ok, so that upstream sees no error; the second one's is not.
    await failing(orders.insertOne({ _id: 1 }));
    await failing(orders.aggregate([{ $nonsense: {} }]).toArray());
  });
  await client.close();
};
