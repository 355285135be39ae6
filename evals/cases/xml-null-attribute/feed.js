'use strict';
const { XMLBuilder } = require('fast-xml-parser');

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/** One product of the feed; a product may have no note. */
function productXml(product) {
  const element = { '@sku': product.sku, '@note': product.note, name: product.name };
  const xml = builder.build({ product: element });
  return xml;
}

module.exports = { productXml };
