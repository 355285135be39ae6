/** An in-process work queue: named steps, one worker per step, events for whoever listens. */
import { EventEmitter } from 'node:events';

export type Worker<Job> = (job: Job) => Promise<string | null> | string | null;

export class WorkQueue<Job> extends EventEmitter {
  readonly #workers = new Map<string, Worker<Job>>();
  readonly #running = new Set<Promise<void>>();

  /** A worker answers with the next step, or null where the job is done. */
  register(step: string, worker: Worker<Job>): void {
    this.#workers.set(step, worker);
  }

  push(step: string, job: Job): void {
    const run = this.#run(step, job).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(step: string, job: Job): Promise<void> {
    const worker = this.#workers.get(step);
    if (worker === undefined) throw new Error(`no worker for ${step}`);
    const next = await worker(job);
    this.emit('step-done', step, job);
    if (next !== null) this.push(next, job);
  }
}
