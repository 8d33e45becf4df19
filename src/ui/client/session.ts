import { connect } from './connection.ts';

const worker = new Worker(new URL('../worker/cluster-worker.ts', import.meta.url), { type: 'module', name: 'cluster' });

/** The one worker of this page. */
export const { cluster, listen, idle } = connect(worker);
