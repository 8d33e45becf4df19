/** The add-ons, one line each, in the order in which they are shown. */
import type { FaultHandler } from '../../engine/component.ts';
import { err, ok } from '../../base/result.ts';
import { isOn, switchOff, switchOn, type Addon } from './addon.ts';
import { ingressAddon } from './ingress/ingress-addon.ts';
import { kubeSystemAddon } from './kube-system/kube-system-addon.ts';
import { loadBalancerAddon } from './load-balancer/load-balancer-addon.ts';
import { metricsAddon } from './metrics/metrics-addon.ts';
import { provisionerAddon } from './provisioner/provisioner-addon.ts';

export const addons: readonly Addon[] = [kubeSystemAddon, metricsAddon, provisionerAddon, loadBalancerAddon, ingressAddon];

export const addonNamed = (name: string): Addon | undefined => addons.find((addon) => addon.name === name);
export const addonNames = addons.map(({ name }) => name);

function toggle(fault: 'addon-on' | 'addon-off', wanted: boolean): FaultHandler {
  return {
    name: fault,
    apply(context, { name }) {
      const addon = typeof name === 'string' ? addonNamed(name) : undefined;
      if (!addon) return err(`no add-on is named "${String(name)}"; there are ${addonNames.join(', ')}`);
      if (isOn(context, addon.name) === wanted) return err(`the add-on ${addon.name} is ${wanted ? 'on' : 'off'} already`);
      (wanted ? switchOn : switchOff)(context, addon);
      return ok(wanted ? `The add-on ${addon.title} is switched on: ${addon.brings}` : `The add-on ${addon.title} is switched off, and what it had made is deleted.`);
    },
  };
}

/** Inputs: `addon-on` and `addon-off`, each with a `name`. */
export const switches: readonly FaultHandler[] = [toggle('addon-on', true), toggle('addon-off', false)];
