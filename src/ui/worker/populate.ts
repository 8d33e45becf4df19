import type { Simulation } from '../../engine/simulation.ts';

const DEPLOYMENTS = 20;
const REPLICAS = 500;

/** Fills a preset that is about many pods: 20 Deployments of 500. Gives whether there was anything to do. */
export function populate(simulation: Simulation, preset: string): boolean {
  if (preset !== 'thousand') return false;
  for (let number = 1; number <= DEPLOYMENTS; number += 1) {
    const name = `app-${String(number).padStart(2, '0')}`;
    const labels = { app: name };
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        replicas: REPLICAS,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25', resources: { requests: { cpu: '250m', memory: '128Mi' } } }] } },
      },
    };
    simulation.request({ verb: 'create', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', body }, 'the preset');
  }
  return true;
}
