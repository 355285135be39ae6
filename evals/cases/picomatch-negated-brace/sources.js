'use strict';
const picomatch = require('picomatch');

/** Sources without their declaration files. */
function listSources(files, pattern) {
  const isSource = picomatch(pattern);
  const sources = files.filter((file) => isSource(file));
  return sources;
}

module.exports = { listSources };
