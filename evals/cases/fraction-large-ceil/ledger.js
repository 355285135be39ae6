'use strict';
const Fraction = require('fraction.js/bigfraction.js');

/** Whole boxes that so many items need. */
function boxesFor(items, perBox) {
  const boxes = new Fraction(items, perBox).ceil();
  return boxes.toString();
}

module.exports = { boxesFor };
