import { pMapIterable } from 'p-map';

const photos = ['harbour.jpg', 'market.jpg', 'castle.jpg'];

async function createThumbnail(photo, index) {
  const number = index + 1;
  await new Promise((resolve) => setImmediate(resolve));
  return { name: photo.replace('.jpg', '-small.jpg'), number };
}

const created = [];
for await (const thumbnail of pMapIterable(photos, createThumbnail, { concurrency: 2 })) {
  created.push(thumbnail);
  console.log(`${thumbnail.number}. ${thumbnail.name}`);
}
if (created.some((thumbnail) => Number.isNaN(thumbnail.number))) process.exitCode = 1;
