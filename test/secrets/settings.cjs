// One span and one log record that hold secrets, by name and by looks, and what only some settings take for one.

const { logs, trace } = require('@opentelemetry/api');

const token = ['gh', `p_${'A1b2C3d4E5f6'.repeat(3)}`].join('');
const attributes = {
  'user.password': 'hunter2',
  'x-pin': '7734',
  session_token: 'kept',
  text: `token ${token}, mail ann@shop.example, badge B-123456`,
};
trace
  .getTracer('settings')
  .startSpan('one', { attributes, links: [] })
  .addEvent('two', { again: 'password=hunter2' })
  .end();
logs.getLogger('settings').emit({ body: 'password=hunter2', severityNumber: 9 });
// As long as a test waits for metrics.
if (process.env.STAY_MS) setTimeout(() => {}, Number(process.env.STAY_MS));
