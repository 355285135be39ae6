/** Prices and weights of everything the shop sells. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  readonly grams: number;
}

const products: readonly Product[] = [
  { sku: 'TEA-01', name: 'Darjeeling, first flush', price: 18.9, grams: 100 },
  { sku: 'TEA-02', name: 'Sencha', price: 14.5, grams: 100 },
  { sku: 'POT-07', name: 'Cast-iron teapot', price: 62, grams: 1900 },
  { sku: 'CUP-03', name: 'Tea cup', price: 9.5, grams: 240 },
];

export function findProduct(sku: string): Product {
  const product = products.find((candidate) => candidate.sku === sku);
  if (product === undefined) throw new Error(`unknown product ${sku}`);
  return product;
}
