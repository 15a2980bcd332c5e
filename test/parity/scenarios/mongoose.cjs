// mongoose: saving, finding, aggregating, and a document that is not valid.

exports.run = async ({ load, span, port, failing }) => {
  const mongoose = await load('mongoose');
  await mongoose.connect(`mongodb://127.0.0.1:${port('mongo')}/mongoose`, {
    autoIndex: false,
    autoCreate: false,
  });
  const schema = new mongoose.Schema({ _id: Number, name: { type: String, required: true }, price: Number });
  const Order = mongoose.model('Order', schema);
  await span('order', async () => {
    await Order.deleteMany({});
    await new Order({ _id: 1, name: 'tea', price: 3 }).save();
    await Order.create({ _id: 2, name: 'milk', price: 2 });
    await Order.find({ name: 'tea' }).lean();
    await Order.updateOne({ name: 'milk' }, { price: 4 });
    await Order.aggregate([{ $match: { price: { $gt: 1 } } }]);
    await Order.findOne({ _id: 2 }).exec();
    await failing(new Order({ _id: 1, name: 'again' }).save());
    await failing(new Order({ _id: 3 }).save());
  });
  await mongoose.disconnect();
};
