'use strict';
const BigNumber = require('bignumber.js');

// Letters that cannot be taken for digits.
const Coder = BigNumber.clone({ ALPHABET: 'BCDFGHJKLM' });

function encode(number) {
  const code = new Coder(number).toString(10);
  return code;
}

function encodeShort(number) {
  return new Coder(number).toString(5);
}

module.exports = { encode, encodeShort };
