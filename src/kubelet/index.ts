/** The kubelets of a cluster, and what comes with them. */
import type { Connector } from '../engine/component.ts';
import { binding } from './connectors/binding.ts';
import { attach, exec } from './connectors/exec.ts';
import { log } from './connectors/log.ts';
import { portForward } from './connectors/port-forward.ts';
import { ephemeralContainers, resize } from './connectors/pod-parts.ts';
import { token } from './connectors/token.ts';

export { kubelet } from './component.ts';
export { runOutOfMemory } from './faults/container.ts';
export { faults } from './faults/index.ts';
export { indexes } from './indexes.ts';
export type { Gateway, GatewayRoute } from './network/gateway.ts';
export { backendsOf } from './network/service-routes.ts';
export { isNodeDown, servedRequests } from './measured.ts';
export type { HostRoute, KubeletOptions } from './pod-step.ts';
export { traffic } from './traffic/component.ts';
export { trafficInputs } from './traffic/inputs.ts';

export const connectors: readonly Connector[] = [log, exec, attach, portForward, binding, resize, ephemeralContainers, token];
