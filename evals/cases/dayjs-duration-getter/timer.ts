import dayjs from 'dayjs/esm/index.js';
import duration from 'dayjs/esm/plugin/duration/index.js';

dayjs.extend(duration);

function label(parts: Record<string, number>): string {
  const length = dayjs.duration(parts);
  const hours = length.get('hours');
  const minutes = length.get('minutes');
  return `${hours} h ${minutes} min`;
}

const labels = [{ hours: 1, minutes: 20 }, { hours: 2 }].map(label);
console.log(labels.join('\n'));
if (labels[1] !== '2 h 0 min') process.exitCode = 1;
