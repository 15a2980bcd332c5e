module.exports = require('../express.cjs');
