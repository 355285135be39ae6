'use strict';
const { loadConfig } = require('./config.js');

/** What the server would start with. */
function planServer(text) {
  const config = loadConfig(text);
  const workers = Array.from({ length: config.workers }, (_, index) => `worker-${index + 1}`);
  const address = config.callback ?? `http://${config.host}:${config.port}`;
  return { address, port: config.port, workers };
}

module.exports = { planServer };
