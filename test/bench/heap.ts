/** Where a measured node listens for us, and nobody else. */
const INSPECTOR = '127.0.0.1:4106';

export const INSPECTED = `--inspect=${INSPECTOR}`;

/** What of the heap of an inspected node is still in use when everything else has been collected. MB. */
export async function heapInUse(): Promise<number> {
  const [target] = (await (await fetch(`http://${INSPECTOR}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
  if (!target) throw new Error('the node cannot be inspected');
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error('the inspector does not answer'));
  });
  let number = 0;
  const ask = <Result>(method: string): Promise<Result> =>
    new Promise((resolve) => {
      number += 1;
      const mine = number;
      const hear = ({ data }: MessageEvent<string>): void => {
        const { id, result } = JSON.parse(data) as { id?: number; result: Result };
        if (id !== mine) return;
        socket.removeEventListener('message', hear);
        resolve(result);
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id: mine, method }));
    });
  // Twice: what was only reachable from what the first has ended is collected by the second.
  for (let round = 0; round < 2; round += 1) await ask('HeapProfiler.collectGarbage');
  const {
    usedSize,
    embedderHeapUsedSize = 0,
    backingStorageSize = 0,
  } = await ask<{
    readonly usedSize: number;
    readonly embedderHeapUsedSize?: number;
    readonly backingStorageSize?: number;
  }>('Runtime.getHeapUsage');
  socket.close();
  return (usedSize + embedderHeapUsedSize + backingStorageSize) / 1_048_576;
}
