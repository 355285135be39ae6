'use strict';
const { EventEmitter2 } = require('eventemitter2');

/** @returns the steps that an order went through, in order */
function processOrder(wildcard) {
  const log = [];
  const bus = new EventEmitter2({ wildcard });
  bus.on('order.placed', () => log.push('bill'));
  bus.prependListener('order.placed', () => log.push('check'));
  bus.emit('order.placed');
  return log;
}

module.exports = { processOrder };
