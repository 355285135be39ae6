'use strict';
const colorString = require('color-string');

/** @returns the channels of a color that a user typed, or null */
function readColor(text) {
  const color = colorString.get(text.trim());
  if (color === null) return null;
  const { model, value } = color;
  return `${model} ${value.slice(0, 3).join(' ')}`;
}

module.exports = { readColor };
