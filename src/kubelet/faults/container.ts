/** Faults of one container: taken up by its kubelet's next step. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { ok } from '../../base/result.ts';
import { breaks, FAULTS, mended } from '../../engine/broken.ts';
import type { Context, FaultHandler } from '../../engine/component.ts';
import { KUBELET, rareKey } from '../memory.ts';
import { hangId, leakKey, type ContainerFault, type Leak } from './records.ts';
import { aboutPod, amountOf, containerNamed, type OneContainer } from './words.ts';

const send = (context: Context, { key, container }: OneContainer, fault: ContainerFault['fault'], exitCode?: number): void => sendTo(context, key, container, fault, exitCode);

function sendTo(context: Context, key: string, container: string, fault: ContainerFault['fault'], exitCode?: number): void {
  context.memoryOf(KUBELET).set(rareKey('fault', `${key}/${container}`), { container, fault, ...(exitCode !== undefined && { exitCode }) } satisfies ContainerFault);
  context.wake(key, 0, KUBELET);
}

/** The kernel ends a container that takes more memory than its limit. */
export const runOutOfMemory = (context: Context, { metadata, spec }: Pod, container: string): void =>
  sendTo(context, `${spec.nodeName}/${metadata.namespace}/${metadata.name}`, container, 'oom');

const once = (name: string, fault: 'crash' | 'oom', sentence: (what: string) => string): FaultHandler => ({
  name,
  apply(context, args) {
    const one = containerNamed(context, args);
    if (!one.ok) return one;
    const exitCode = amountOf(args, 'exitCode', 1, 0, 255);
    if (!exitCode.ok) return exitCode;
    send(context, one.value, fault, Math.floor(exitCode.value));
    return ok(sentence(one.value.what));
  },
});

const argsOf = ({ pod, container }: OneContainer) => ({ pod: pod.metadata.name, namespace: pod.metadata.namespace, container });

const hang: FaultHandler = {
  name: 'hang-container',
  apply(context, args) {
    const one = containerNamed(context, args);
    if (!one.ok) return one;
    const { what, key, container, pod } = one.value;
    send(context, one.value, 'hang');
    const text = `${what} hangs: it neither answers nor ends by itself`;
    breaks(context, { id: hangId(key, container), text, about: aboutPod(pod), mend: { fault: 'resume-container', args: argsOf(one.value), text: 'let it go on' } });
    return ok(text);
  },
};

const goOn: FaultHandler = {
  name: 'resume-container',
  apply(context, args) {
    const one = containerNamed(context, args);
    if (!one.ok) return one;
    send(context, one.value, 'resume');
    mended(context.memoryOf(FAULTS), hangId(one.value.key, one.value.container));
    return ok(`${one.value.what} goes on`);
  },
};

const leakId = (key: string, container: string): string => `leak/${key.slice(key.indexOf('/') + 1)}/${container}`;
const MIB = 1024 * 1024;

const leak: FaultHandler = {
  name: 'memory-leak',
  apply(context, args) {
    const one = containerNamed(context, args);
    if (!one.ok) return one;
    const rate = amountOf(args, 'rate', 8, 0.01, 100_000);
    if (!rate.ok) return rate;
    const { what, key, container, pod } = one.value;
    context.memoryOf(KUBELET).set(leakKey(key, container), { rate: rate.value * MIB, since: context.now } satisfies Leak);
    context.wake(key, 0, KUBELET);
    const text = `${what} leaks memory: ${rate.value} MiB more each second`;
    breaks(context, { id: leakId(key, container), text, about: aboutPod(pod), mend: { fault: 'memory-leak-end', args: argsOf(one.value), text: 'stop the leak' } });
    return ok(text);
  },
};

const leakEnd: FaultHandler = {
  name: 'memory-leak-end',
  apply(context, args) {
    const one = containerNamed(context, args);
    if (!one.ok) return one;
    context.memoryOf(KUBELET).delete(leakKey(one.value.key, one.value.container));
    mended(context.memoryOf(FAULTS), leakId(one.value.key, one.value.container));
    context.wake(one.value.key, 0, KUBELET);
    return ok(`${one.value.what} leaks no more`);
  },
};

export const containerFaults: readonly FaultHandler[] = [
  once('crash-container', 'crash', (what) => `${what} crashes`),
  once('oom-container', 'oom', (what) => `${what} takes more memory than it may`),
  hang,
  goOn,
  leak,
  leakEnd,
];
