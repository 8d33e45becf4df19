/** What the kubelets' faults are told, read. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { objectKey, type Context } from '../../engine/component.ts';
import type { Broken } from '../../engine/broken.ts';
import { findContainer } from '../containers.ts';
import { hasKubelet } from '../node-status.ts';

export type Args = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A node that has a kubelet. */
export function nodeNamed(context: Context, args: Args): Result<Node, string> {
  const name = text(args['node']);
  const node = context.get<Node>('nodes', undefined, name);
  if (!node) return err(name === '' ? 'which node?' : `there is no node "${name}"`);
  return hasKubelet(node) ? ok(node) : err(`node "${name}" has no kubelet`);
}

export interface OneContainer {
  readonly pod: Pod;
  readonly container: string;
  /** As the kubelets know the pod. */
  readonly key: string;
  /** `container web of pod default/web-1` */
  readonly what: string;
}

/** A container of a pod on a node; without a name the first. */
export function containerNamed(context: Context, args: Args): Result<OneContainer, string> {
  const namespace = text(args['namespace']) || 'default';
  const pod = context.get<Pod>('pods', namespace, text(args['pod']));
  if (!pod?.spec.nodeName) return err(`there is no pod "${text(args['pod'])}" on a node in namespace ${namespace}`);
  const container = text(args['container']) || pod.spec.containers[0]!.name;
  if (!findContainer(pod, container)) return err(`pod ${namespace}/${pod.metadata.name} has no container "${container}"`);
  return ok({ pod, container, key: `${pod.spec.nodeName}/${namespace}/${pod.metadata.name}`, what: `container ${container} of pod ${namespace}/${pod.metadata.name}` });
}

export const aboutNode = ({ metadata: { name, uid } }: Node): NonNullable<Broken['about']> => ({ key: objectKey('nodes', undefined, name), uid });
export const aboutPod = ({ metadata: { namespace, name, uid } }: Pod): NonNullable<Broken['about']> => ({ key: objectKey('pods', namespace, name), uid });

/** A number within bounds, or what is wrong with it. */
export function amountOf(args: Args, name: string, otherwise: number, least: number, most: number): Result<number, string> {
  const value = args[name] === undefined || args[name] === '' ? otherwise : Number(args[name]);
  return value >= least && value <= most ? ok(value) : err(`${name} must be a number from ${least} to ${most}`);
}
