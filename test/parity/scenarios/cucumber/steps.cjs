const { After, Before, Given, Then, When } = require('@cucumber/cucumber');

Before(() => {});
After(() => {});
Given('a shop', function shop() {
  this.stock = 3;
});
When('somebody orders {int}', function order(count) {
  if (count > this.stock) throw new RangeError('out of stock');
  this.stock -= count;
});
Then('{int} is left', async function left(count) {
  if (this.stock !== count) throw new Error(`${this.stock} left`);
});
