/** A changed copy that nobody took leads to the call that made it. */
import { recordProgram, sliceFrom } from '../record-program.contract.ts';

async function whys(program: string): Promise<readonly string[]> {
  const { points } = sliceFrom(await recordProgram(program), 'result');
  return points.flatMap(({ point, why }) =>
    why.includes('not used') && 'node' in point && point.node !== null
      ? [point.source.text.slice(point.node.start, point.node.end)]
      : [],
  );
}

const CART = `
function withDiscount(cart) {
  return { ...cart, total: cart.total - 5 };
}
const cart = { items: 2, total: 20 };
`;

describe('a changed copy', () => {
  it('that was dropped is what the property lacks', async () =>
    expect(await whys(`${CART}withDiscount(cart);\nconst result = cart.total;`)).toEqual([
      'withDiscount(cart)',
    ]));
  it('that was used is nothing to tell of', async () =>
    expect(
      await whys(`${CART}const other = withDiscount(cart);\nconst result = cart.total;`),
    ).toEqual([]));
  it('says nothing of a property that it did not change', async () =>
    expect(await whys(`${CART}withDiscount(cart);\nconst result = cart.items;`)).toEqual([]));
  it('is found where the copy has what the object lacks', async () =>
    expect(
      await whys(
        `function mark(one) { return { ...one, seen: 1 + 1 }; }\nconst cart = { items: 2 };\nmark(cart);\nconst result = cart.seen;`,
      ),
    ).toEqual(['mark(cart)']));
});
