import { describe, expect, it } from 'vitest';
import { createAborter } from '../../src/platform/federation/abort.ts';

describe('what may have to be given up', () => {
  it('is given up once, for the first reason, and told to each who listens then', () => {
    const { signal, abort } = createAborter();
    const told: string[] = [];
    const left = () => told.push('left');
    signal.addEventListener('abort', () => told.push('one'));
    signal.addEventListener('abort', left);
    signal.addEventListener('abort', () => told.push(`two ${signal.aborted} ${signal.reason}`));
    signal.removeEventListener('abort', left);
    expect(signal.aborted).toBe(false);
    abort('late');
    abort('closed');
    expect(told).toEqual(['one', 'two true late']);
    expect(signal.reason).toBe('late');
  });
});
