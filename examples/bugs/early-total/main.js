import { importPostings } from './import.js';

const BANK_EXPORT = `
2025-05-02,EUR,1200
2025-05-03,USD,-85.50
2025-05-05,CHF,310
2025-05-06,EUR,-42.10
`;

const summary = await importPostings(BANK_EXPORT);
console.log(`posted ${summary.posted} of ${summary.expected}, balance ${summary.balance} EUR`);
if (summary.posted !== summary.expected) process.exitCode = 1;
