/** Reads a bank's export and posts it. */
import { Ledger } from './ledger.js';

export function parseExport(text) {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
    .map(([date, currency, amount]) => ({ date, currency, amount: Number(amount) }));
}

export async function importPostings(text) {
  const ledger = new Ledger();
  const postings = parseExport(text);
  postings.forEach(async (posting) => {
    await ledger.post(posting);
  });
  return summarize(ledger, postings.length);
}

function summarize(ledger, expected) {
  return {
    balance: ledger.balance,
    posted: ledger.entries.length,
    expected,
  };
}
