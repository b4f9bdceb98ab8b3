/**
 * postgres.js 3.4.9 writes to the socket of a connection in the next turn of the loop, and does not look whether
 * it has been lost meanwhile: `socket.write` of null, thrown where nobody can catch it. The query in question has
 * already been refused with CONNECTION_CLOSED, so nothing is lost by going on; ending the process would turn each
 * restart of PostgreSQL into one of the node.
 */
export const isWriteToLostConnection = (error: unknown): boolean =>
  error instanceof TypeError &&
  /reading 'write'/.test(error.message) &&
  /^\s+at (Immediate\.)?nextWrite /m.test(error.stack ?? '');
