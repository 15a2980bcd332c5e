// oracledb without Oracle's own libraries, with nobody to talk to: no server can be had, so that a connection is refused.

// Nobody listens on port 1, and messages that name it are the same in every run.
const NOBODY = '127.0.0.1:1';

exports.run = async ({ load, span, failing }) => {
  const oracledb = await load('oracledb');
  const login = { user: 'app', password: 'secret', connectString: `${NOBODY}/shop` };
  await span('order', async () => {
    await failing(oracledb.getConnection(login));
  });
};
