import { renderReport } from './report.ts';

const regions = [
  { name: 'Nord', orders: 1204, revenue: 48210.5 },
  { name: 'Süd', orders: 987, revenue: 39115.25 },
];

const report = renderReport(regions, { locale: 'de-DE', digits: 2 });
console.log(report);

const german = report.includes('48.210,50 €');
if (!german) {
  console.error('report is not in German');
  process.exitCode = 1;
}
