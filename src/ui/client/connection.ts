import type { CallName, CallOptions, CallResult, Calls, FromWorker, ToWorker } from '../worker/protocol.ts';

type Answer = Extract<FromWorker, { readonly kind: 'answer' | 'failed' }>;

interface Port<Pushed> {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Pushed | Answer>) => void) | null;
}

/** Methods of the worker as promises: `await cluster.step()`. A call that fails rejects with the worker's own words. */
export type RemoteCluster = {
  readonly [N in CallName]: Parameters<Calls[N]> extends [] ? () => Promise<CallResult<N>> : (options: CallOptions<N>) => Promise<CallResult<N>>;
};

/** `Pushed`: what the worker says by itself. */
export interface Connection<Pushed> {
  readonly cluster: RemoteCluster;
  readonly listen: (listener: (message: Pushed) => void) => () => void;
  /** Until all that was asked so far is answered. */
  readonly idle: () => Promise<void>;
}

const isAnswer = (message: object): message is Answer => 'kind' in message && (message.kind === 'answer' || message.kind === 'failed');

/** The near end of the wire to the worker that hosts the simulation. */
export function connect<Pushed extends object = Exclude<FromWorker, Answer>>(port: Port<Pushed>): Connection<Pushed> {
  let lastId = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const asked = new Set<Promise<unknown>>();
  const listeners = new Set<(message: Pushed) => void>();
  port.onmessage = ({ data }) => {
    if (isAnswer(data)) {
      const call = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.kind === 'answer') call?.resolve(data.value);
      else call?.reject(new Error(data.message));
      return;
    }
    for (const listener of listeners) listener(data);
  };
  const call = (name: CallName, options: unknown) => {
    lastId += 1;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(lastId, { resolve, reject }));
    asked.add(answer);
    const forget = () => void asked.delete(answer);
    answer.then(forget, forget);
    const { port: given } = (options ?? {}) as { readonly port?: unknown };
    port.postMessage({ call: name, id: lastId, options } as ToWorker, given instanceof MessagePort ? [given] : []);
    return answer;
  };
  const cluster = new Proxy({} as RemoteCluster, { get: (_, name) => (name === 'then' ? undefined : (options: unknown) => call(name as CallName, options)) });
  return {
    cluster,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    idle: async () => void (await Promise.allSettled(asked)),
  };
}
