/** Only a meter provider of the application's own: its instruments are its own, its requests are ours. */

const { metrics } = require('@opentelemetry/api');

const mine = { getMeter: () => 'mine' };
console.log(`registered ${metrics.setGlobalMeterProvider(mine)} ${metrics.getMeter('x')}`);
