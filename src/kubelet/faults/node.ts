/** Faults of nodes: their kubelet, their power, their network, their disk and memory. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { ok } from '../../base/result.ts';
import { breaks, FAULTS, mended } from '../../engine/broken.ts';
import type { Context, FaultHandler } from '../../engine/component.ts';
import { goOffline, tellUntold } from '../offline.ts';
import { KUBELET, nodeOf, rareKey, recordOf, setNode } from '../memory.ts';
import { renewLease, resumeNode, tellRebooted } from '../node-status.ts';
import { beginPressure, endPressure, forgetPressureSeen, type PressureKind } from '../pressure.ts';
import { wakeTraffic } from '../traffic/wake.ts';
import { aboutNode, amountOf, nodeNamed } from './words.ts';

const keyOf = (pod: Pod): string => `${pod.spec.nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`;
const podsOf = (context: Context, node: string): Pod[] => context.byIndex<Pod>('podsByNode', node);

interface Silence {
  readonly name: string;
  /** Nobody reaches what runs there. */
  readonly cutOff: boolean;
  /** What runs there is gone. */
  readonly off: boolean;
  readonly text: (node: string) => string;
  readonly mend: string;
  readonly mendText: string;
}

const SILENCES: readonly Silence[] = [
  {
    name: 'node-stop',
    cutOff: false,
    off: false,
    text: (node) => `the kubelet of ${node} stops answering; its containers run on`,
    mend: 'node-start',
    mendText: 'start the kubelet',
  },
  {
    name: 'node-power-off',
    cutOff: true,
    off: true,
    text: (node) => `${node} is switched off: its kubelet and all its containers are gone`,
    mend: 'node-start',
    mendText: 'switch it on',
  },
  {
    name: 'node-disconnect',
    cutOff: true,
    off: false,
    text: (node) => `${node} is cut off from the network: its containers run on, and nobody reaches them`,
    mend: 'node-start',
    mendText: 'connect it again',
  },
];

const silence = ({ name, cutOff, off, text, mend, mendText }: Silence): FaultHandler => ({
  name,
  apply(context, args) {
    const node = nodeNamed(context, args);
    if (!node.ok) return node;
    const nodeName = node.value.metadata.name;
    const memory = context.memoryOf(KUBELET);
    const record = nodeOf(memory, nodeName);
    if (record.down && (record.unreachable ?? false) === cutOff && (record.off ?? false) === off) return ok(`${nodeName} is stopped already`);
    setNode(memory, nodeName, {
      ...record,
      down: true,
      ...(!record.down && { downSince: context.now }),
      ...(cutOff ? { unreachable: true } : { unreachable: undefined }),
      ...((off || record.off) && { off: true }),
    });
    if (cutOff && !off && !record.down) for (const pod of podsOf(context, nodeName)) goOffline(context, keyOf(pod), pod);
    if (!record.down) renewLease(context, node.value);
    breaks(context, { id: `node/${nodeName}`, text: text(nodeName), about: aboutNode(node.value), mend: { fault: mend, args: { node: nodeName }, text: mendText } });
    context.wake(`node/${nodeName}`, 0, KUBELET);
    for (const pod of podsOf(context, nodeName)) wakeTraffic(context, keyOf(pod));
    return ok(text(nodeName));
  },
});

const start: FaultHandler = {
  name: 'node-start',
  apply(context, args) {
    const node = nodeNamed(context, args);
    if (!node.ok) return node;
    const { name } = node.value.metadata;
    const memory = context.memoryOf(KUBELET);
    const { off, unreachable: wasCutOff, ...record } = nodeOf(memory, name);
    if (!record.down) return ok(`${name} runs already`);
    setNode(memory, name, record);
    const known = memory.entries(`pod/${name}/`).map(([at]) => at.slice('pod/'.length));
    tellUntold(context, name, known, record.downSince ?? context.now);
    if (off) reboot(context, node.value);
    resumeNode(context, context.get<Node>('nodes', undefined, name)!, wasCutOff === true && !off);
    mended(context.memoryOf(FAULTS), `node/${name}`);
    context.wake(`node/${name}`, 0, KUBELET);
    // Among what the kubelet remembers may be pods that were taken off the API server meanwhile.
    const remembered = context.memoryOf(KUBELET).entries(`pod/${name}/`);
    for (const key of new Set([...podsOf(context, name).map(keyOf), ...remembered.map(([at]) => at.slice('pod/'.length))])) {
      context.wake(key, 0, KUBELET);
      wakeTraffic(context, key);
    }
    return ok(off ? `${name} is on again, and its kubelet finds none of its containers running` : `the kubelet of ${name} answers again`);
  },
};

/** What ran on the node is to be found ended. */
function reboot(context: Context, node: Node): void {
  const memory = context.memoryOf(KUBELET);
  for (const [key] of memory.entries(`pod/${node.metadata.name}/`)) {
    const pod = key.slice('pod/'.length);
    if (recordOf(memory, pod)) memory.set(rareKey('fault', `${pod}/`), { container: '', fault: 'reboot' });
  }
  forgetPressureSeen(context, node.metadata.name);
  tellRebooted(context, node);
}

const SECONDS = { least: 0.5, most: 300 };

const slow: FaultHandler = {
  name: 'kubelet-slow',
  apply(context, args) {
    const node = nodeNamed(context, args);
    if (!node.ok) return node;
    const delay = amountOf(args, 'seconds', 5, SECONDS.least, SECONDS.most);
    if (!delay.ok) return delay;
    const { name } = node.value.metadata;
    const memory = context.memoryOf(KUBELET);
    setNode(memory, name, { ...nodeOf(memory, name), slow: delay.value * 1000 });
    const text = `the kubelet of ${name} is slow: it comes to each pod ${delay.value} s late`;
    breaks(context, {
      id: `kubelet-slow/${name}`,
      text,
      about: aboutNode(node.value),
      mend: { fault: 'kubelet-fast', args: { node: name }, text: 'let it work at its usual speed' },
    });
    return ok(text);
  },
};

const fast: FaultHandler = {
  name: 'kubelet-fast',
  apply(context, args) {
    const node = nodeNamed(context, args);
    if (!node.ok) return node;
    const { name } = node.value.metadata;
    const memory = context.memoryOf(KUBELET);
    const { slow: _, ...record } = nodeOf(memory, name);
    setNode(memory, name, record);
    for (const [key] of memory.entries(`turn/${name}/`)) {
      memory.delete(key);
      context.wake(key.slice('turn/'.length), 0, KUBELET);
    }
    mended(context.memoryOf(FAULTS), `kubelet-slow/${name}`);
    return ok(`the kubelet of ${name} works at its usual speed`);
  },
};

const pressure = (kind: PressureKind, name: string, text: (node: string) => string): readonly FaultHandler[] => [
  {
    name,
    apply(context, args) {
      const node = nodeNamed(context, args);
      if (!node.ok) return node;
      const nodeName = node.value.metadata.name;
      beginPressure(context, nodeName, kind, undefined);
      breaks(context, {
        id: `${name}/${nodeName}`,
        text: text(nodeName),
        about: aboutNode(node.value),
        mend: { fault: `${name}-end`, args: { node: nodeName }, text: `free its ${kind}` },
      });
      return ok(text(nodeName));
    },
  },
  {
    name: `${name}-end`,
    apply(context, args) {
      const node = nodeNamed(context, args);
      if (!node.ok) return node;
      const nodeName = node.value.metadata.name;
      endPressure(context, nodeName, kind);
      mended(context.memoryOf(FAULTS), `${name}/${nodeName}`);
      return ok(`${nodeName} has ${kind} again; its kubelet says so 5 minutes after it last saw the want`);
    },
  },
];

export const nodeFaults: readonly FaultHandler[] = [
  ...SILENCES.map(silence),
  start,
  slow,
  fast,
  ...pressure('disk', 'disk-pressure', (node) => `the disk of ${node} is nearly full: its kubelet sends pods away`),
  ...pressure('memory', 'memory-pressure', (node) => `the memory of ${node} is nearly used up: its kubelet sends pods away`),
];
