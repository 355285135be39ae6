'use strict';
const prettyBytes = require('pretty-bytes');

const volumes = [
  { name: 'logs', bytes: 2048 },
  { name: 'media', bytes: 5 * 1024 ** 3 },
];

function describeVolume(volume) {
  const size = prettyBytes(volume.bytes, { binary: true });
  return `${volume.name.padEnd(8)}${size.padStart(10)}`;
}

for (const volume of volumes) {
  const line = describeVolume(volume);
  console.log(line);
  if (!line.endsWith('iB')) process.exitCode = 1;
}
