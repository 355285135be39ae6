'use strict';
const ms = require('ms');

/** How far away an appointment is, in words. */
function describeDistance(appointment, now) {
  const distance = appointment - now;
  const label = ms(distance, { long: true });
  return { label, past: distance < 0 };
}

module.exports = { describeDistance };
