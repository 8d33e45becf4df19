/** What can be done to nodes, registries and containers from outside. */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Context, FaultHandler } from '../engine/component.ts';
import { podKey } from './component.ts';
import { hasKubelet, renewLease, resumeNode } from './node-status.ts';
import { KUBELET, nodeOf, registryOf, setNode, setRegistry } from './memory.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function node(name: string, down: boolean): FaultHandler {
  return {
    name,
    apply(context, args) {
      const nodeName = text(args['node']);
      const stored = context.get<Node>('nodes', undefined, nodeName);
      if (!stored) return err(`there is no node "${nodeName}"`);
      if (!hasKubelet(stored)) return err(`node "${nodeName}" has no kubelet`);
      const memory = context.memoryOf(KUBELET);
      if ((nodeOf(memory, nodeName).down ?? false) === down) return ok(`${nodeName} ${down ? 'is stopped already' : 'runs already'}`);
      if (down) {
        setNode(memory, nodeName, { ...nodeOf(memory, nodeName), down, downSince: context.now });
        renewLease(context, stored);
      } else resumeNode(context, stored);
      context.wake(`node/${nodeName}`, 0, KUBELET);
      if (!down) for (const pod of context.byIndex<Pod>('podsByNode', nodeName)) context.wake(podKey(pod), 0, KUBELET);
      return ok(down ? `the kubelet of ${nodeName} stops answering; its containers run on` : `the kubelet of ${nodeName} answers again`);
    },
  };
}

const registryDown: FaultHandler = {
  name: 'registry-down',
  apply: (context) => registry(context, { down: true }, 'no image can be pulled from any registry'),
};
const registryUp: FaultHandler = {
  name: 'registry-up',
  apply: (context) => registry(context, { down: false, slowness: 1 }, 'registries answer again, at their usual speed'),
};
const registrySlow: FaultHandler = {
  name: 'registry-slow',
  apply(context, args) {
    const factor = Number(args['factor'] ?? 10);
    return factor >= 1 && Number.isFinite(factor) ? registry(context, { slowness: factor }, `pulls take ${factor} times as long`) : err('factor must be a number of at least 1');
  },
};

function registry(context: Context, change: { readonly down?: boolean; readonly slowness?: number }, sentence: string): Result<string, string> {
  const memory = context.memoryOf(KUBELET);
  setRegistry(memory, { ...registryOf(memory), ...change });
  return ok(sentence);
}

/** Faults of one container: taken up by its kubelet's next step. */
export interface ContainerFault {
  readonly container: string;
  readonly fault: 'crash' | 'oom' | 'hang';
  readonly exitCode?: number;
}

function container(name: string, fault: ContainerFault['fault'], sentence: (what: string) => string): FaultHandler {
  return {
    name,
    apply(context, args) {
      const namespace = text(args['namespace']) || 'default';
      const pod = context.get<Pod>('pods', namespace, text(args['pod']));
      if (!pod?.spec.nodeName) return err(`there is no pod "${text(args['pod'])}" on a node in namespace ${namespace}`);
      const which = text(args['container']) || pod.spec.containers[0]!.name;
      const key = podKey(pod);
      context
        .memoryOf(KUBELET)
        .set(`fault/${key}/${which}`, { container: which, fault, ...(args['exitCode'] !== undefined && { exitCode: Number(args['exitCode']) }) } satisfies ContainerFault);
      context.wake(key, 0, KUBELET);
      return ok(sentence(`container ${which} of pod ${namespace}/${pod.metadata.name}`));
    },
  };
}

export const faults: readonly FaultHandler[] = [
  node('node-stop', true),
  node('node-start', false),
  registryDown,
  registryUp,
  registrySlow,
  container('crash-container', 'crash', (what) => `${what} crashes`),
  container('oom-container', 'oom', (what) => `${what} takes more memory than it may`),
  container('hang-container', 'hang', (what) => `${what} hangs: it neither answers nor ends by itself`),
];
