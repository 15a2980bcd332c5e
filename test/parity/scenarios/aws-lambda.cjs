// AWS Lambda's runtime loads the file that _HANDLER names, and calls its export.

exports.run = async ({ load, failing }) => {
  const { handle } = await load('./lambda/handler.cjs');
  const context = { functionName: 'shop', invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123:function:shop' };
  await handle({ order: 7 }, { ...context, awsRequestId: 'one' });
  await failing(handle({ order: 0 }, { ...context, awsRequestId: 'two' }));
};
