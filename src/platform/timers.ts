/** What waits. Handed in like the clock, so that a test can let weeks pass in seconds. */
export interface Timers {
  /** Milliseconds since some moment: they only grow, whatever happens to the clock. */
  elapsed(): number;
  /** Calls `job` once, after so many milliseconds. What is returned calls it off. */
  after(ms: number, job: () => void): () => void;
}

export const systemTimers: Timers = {
  elapsed: () => performance.now(),
  after(ms, job) {
    const timer = setTimeout(job, ms);
    return () => clearTimeout(timer);
  },
};
