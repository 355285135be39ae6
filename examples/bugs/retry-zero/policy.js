'use strict';

const DEFAULTS = { retries: 3, delayMs: 1, factor: 2 };

/** Fills what the caller left out. */
function resolvePolicy(options = {}) {
  return {
    retries: options.retries || DEFAULTS.retries,
    delayMs: options.delayMs ?? DEFAULTS.delayMs,
    factor: options.factor ?? DEFAULTS.factor,
  };
}

function delays(policy) {
  return Array.from({ length: policy.retries }, (_, i) => policy.delayMs * policy.factor ** i);
}

module.exports = { resolvePolicy, delays };
