import pino, { type Logger } from 'pino';
import { Refusal } from '../kernel/refusal.ts';

export type { Logger };

/**
 * Logs are an allowlist: what a line may say is chosen where it is written, and errors lose
 * their message, since drivers put queries and parameters into it.
 */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = { level, base: null, serializers: { err: faultOf } };
  return destination ? pino(options, destination) : pino(options);
}

/** What may be told of a fault: its kind, its code, and where it arose. */
export function faultOf(error: unknown): {
  type: string;
  code?: string;
  refusal?: string;
  at: string[];
  cause?: object;
} {
  if (!(error instanceof Error)) return { type: typeof error, at: [] };
  const at = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' && error.code.length < 60 ? { code: error.code } : {}),
    ...(error instanceof Refusal ? { refusal: error.code } : {}),
    at,
    ...(error.cause instanceof Error ? { cause: faultOf(error.cause) } : {}),
  };
}
