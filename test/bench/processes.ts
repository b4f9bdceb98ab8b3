import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Started {
  readonly child: ChildProcess;
  readonly pid: number;
  /** From the start of the process to the line that says it is ready. */
  readonly readyMs: number;
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Starts a process and waits for a line on its output. */
export async function startUntil(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  ready: (line: string) => boolean,
): Promise<Started> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let readyMs = Number.NaN;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the process ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      if (!ready(line) || !Number.isNaN(readyMs)) return;
      readyMs = performance.now() - begun;
      // What follows in the same breath, such as the founding link, belongs to it.
      setTimeout(resolve, 100);
    });
  });
  return {
    child,
    pid: child.pid!,
    readyMs,
    lines,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

const TICKS_PER_SECOND = 100;

/** The fields of /proc/PID/stat from the third on, the state (proc(5)). */
const statOf = (pid: number): string[] =>
  readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');

export const parentOf = (pid: number): number => Number(statOf(pid)[1]);

/** User and system time of a process so far, in seconds (fields 14 and 15). */
export function cpuSeconds(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same of a process and all its children: also of those that have ended, which it has waited for (fields 16 and 17). */
export function familyCpuSeconds(pid: number): number {
  const fields = statOf(pid);
  let seconds = cpuSeconds(pid) + (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
  for (const entry of readdirSync('/proc')) {
    try {
      if (/^\d+$/.test(entry) && parentOf(Number(entry)) === pid) seconds += cpuSeconds(Number(entry));
    } catch {
      // It has ended since the directory was read.
    }
  }
  return seconds;
}

/** Proportional set size of a process in MB: what it uses, with what it shares divided by those who share it. */
export const pssMegabytes = (pid: number): number => megabytes(pid, 'Pss');

/** Resident set size in MB: what it shares counts in full. */
export const rssMegabytes = (pid: number): number => megabytes(pid, 'Rss');

function megabytes(pid: number, name: string): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? Number.NaN) / 1_024;
}
