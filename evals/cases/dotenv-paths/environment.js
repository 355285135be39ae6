'use strict';
const path = require('node:path');
const dotenv = require('dotenv');

/** The files later in the list fill what the earlier ones leave open. */
function loadEnvironment(...files) {
  const environment = {};
  const paths = files.map((file) => path.join(__dirname, file));
  dotenv.config({ path: paths, processEnv: environment });
  return environment;
}

module.exports = { loadEnvironment };
