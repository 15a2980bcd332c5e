// What AWS's runtime does: imports the file of the handler by its path, calls it, and then sleeps.

import { pathToFileURL } from 'node:url';

const [, , file, ...events] = process.argv;
const { handler } = await import(pathToFileURL(file));
const context = {
  functionName: 'greet',
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:greet',
};
for (const event of events) {
  try {
    console.log(await handler(JSON.parse(event), context));
  } catch (error) {
    console.log(error.message);
  }
}
console.log('asleep');
setInterval(() => {}, 1000);
