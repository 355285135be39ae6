/** What a browser posts, as an object. */
export function readForm(body) {
  const fields = new URLSearchParams(body);
  return {
    sku: fields.get('sku') ?? '',
    quantity: fields.get('quantity') ?? '1',
    gift: fields.get('gift') === 'on',
  };
}
