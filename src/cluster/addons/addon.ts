/**
 * What an add-on is: a part of the cluster that can be switched on and off. Its code is always in the world; whether it is on is in the state, so a
 * switch is an input on the tape like any other, and its components sleep while it is off.
 */
import type { KubeObject, ResourceKey } from '../../api/meta/types.ts';
import type { AggregatedApi, Component, Context, FaultHandler, IndexDefinition, View } from '../../engine/component.ts';
import type { Gateway, HostRoute } from '../../kubelet/index.ts';
import type { CatalogueImage } from '../../kubelet/images/index.ts';

/** An object as a person would apply it. */
export type Manifest = Omit<KubeObject, 'metadata'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
};

export interface Addon {
  /** What command lines and links call it: `metrics`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for a person who has not met it: what is there once it is on. */
  readonly brings: string;
  /** What it puts into the cluster, in order; what is there already under that name is left as it is. */
  readonly objects: (view: View) => readonly (readonly [resource: ResourceKey, object: Manifest])[];
  readonly images?: readonly CatalogueImage[];
  readonly components?: readonly Component[];
  readonly aggregatedApis?: readonly AggregatedApi[];
  readonly indexes?: readonly IndexDefinition[];
  readonly faults?: readonly FaultHandler[];
  /** Servers in its pods that pass requests on. */
  readonly gateways?: readonly Gateway[];
  /** Hosts that it answers for to those outside. */
  readonly hosts?: readonly HostRoute[];
  /** After its objects are there: what its components are to look at first. */
  readonly switchedOn?: (context: Context) => void;
  /** Before its objects are taken away. */
  readonly switchedOff?: (context: Context) => void;
}

/** Under which name the state remembers what is on, and what each has made. */
export const ADDONS = 'add-ons';
const onKey = (name: string) => `on/${name}`;
const madePrefix = (name: string) => `made/${name}/`;

const NONE: readonly string[] = [];

export const isOn = (view: Pick<View, 'memoryOf'>, name: string): boolean => view.memoryOf(ADDONS).get<boolean>(onKey(name)) === true;
export const addonsOn = (view: View): readonly string[] =>
  view
    .memoryOf(ADDONS)
    .entries<boolean>(onKey(''))
    .map(([key]) => key.slice(onKey('').length));

/** The same component, asleep while the add-on is off. */
export function asleepUnless(name: string, component: Component): Component {
  return {
    ...component,
    watches: component.watches.map(({ resource, keys }) => ({
      resource,
      // Most changes concern no add-on: its keys are cheaper to tell than whether it is on.
      keys: (change, view) => {
        const found = keys(change, view);
        return found.length > 0 && isOn(view, name) ? found : NONE;
      },
    })),
    reconcile: (context, key) => (isOn(context, name) ? component.reconcile(context, key) : { decision: `The add-on ${name} is off.`, idle: true }),
  };
}

export function switchOn(context: Context, addon: Addon): void {
  context.memoryOf(ADDONS).set(onKey(addon.name), true);
  for (const [number, [resource, object]] of addon.objects(context).entries()) {
    const { name, namespace } = object.metadata;
    const made = context.create<KubeObject>(resource, object as never);
    if (made.ok) context.memoryOf(ADDONS).set(madePrefix(addon.name) + String(number).padStart(3, '0'), { resource, namespace, name, uid: made.value.metadata.uid });
    else if (made.error.reason !== 'AlreadyExists') throw new Error(`the add-on ${addon.name} cannot make ${resource} ${name}: ${made.error.message}`);
  }
  addon.switchedOn?.(context);
}

/** Takes away what it has made and is still the same, the last first. */
export function switchOff(context: Context, addon: Addon): void {
  addon.switchedOff?.(context);
  const memory = context.memoryOf(ADDONS);
  memory.delete(onKey(addon.name));
  for (const [key, made] of memory
    .entries<{ readonly resource: ResourceKey; readonly namespace?: string; readonly name: string; readonly uid: string }>(madePrefix(addon.name))
    .reverse()) {
    memory.delete(key);
    const there = context.get(made.resource, made.namespace, made.name);
    if (there?.metadata.uid === made.uid) context.delete(made.resource, made.namespace, made.name, { propagationPolicy: 'Background' });
  }
}
