'use strict';
const minimist = require('minimist');

/** Options of a converter; `-` means standard input. */
function readOptions(argv) {
  const { _: files, input, format = 'json', verbose = false } = minimist(argv);
  return { files, input, format, verbose };
}

module.exports = { readOptions };
