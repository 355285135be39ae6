'use strict';
const { setTimeout: sleep } = require('node:timers/promises');
const { delays, resolvePolicy } = require('./policy.js');

/** A client that repeats a failing request by a policy. */
class Client {
  constructor(transport, options) {
    this.transport = transport;
    this.policy = resolvePolicy(options);
    this.attempts = 0;
  }

  async send(request) {
    const waits = delays(this.policy);
    for (let attempt = 0; ; attempt++) {
      this.attempts += 1;
      try {
        return await this.transport(request);
      } catch (error) {
        if (attempt >= waits.length) throw error;
        await sleep(waits[attempt]);
      }
    }
  }
}

module.exports = { Client };
