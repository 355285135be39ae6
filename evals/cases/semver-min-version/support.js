'use strict';
const semver = require('semver');

/** The oldest release that the ranges of all plugins together allow. */
function oldestSupported(ranges) {
  const lowest = semver.minVersion(ranges.join(' '));
  return lowest === null ? null : lowest.version;
}

module.exports = { oldestSupported };
