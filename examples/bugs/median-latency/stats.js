'use strict';

function sorted(samples) {
  return [...samples].sort();
}

/** The value below which the given share of the samples lies; nearest rank. */
function percentile(samples, share) {
  if (samples.length === 0) return null;
  const ordered = sorted(samples);
  const rank = Math.max(1, Math.ceil(share * ordered.length));
  return ordered[rank - 1];
}

function mean(samples) {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

module.exports = { percentile, mean };
