/** The built-in kinds, one line each. */
import type { KindDescriptor } from '../descriptor.ts';
import { configMap } from './config-map/descriptor.ts';
import { deployment } from './deployment/descriptor.ts';
import { endpointSlice } from './endpoint-slice/descriptor.ts';
import { endpoints } from './endpoints/descriptor.ts';
import { event } from './event/descriptor.ts';
import { namespace } from './namespace/descriptor.ts';
import { node } from './node/descriptor.ts';
import { pod } from './pod/descriptor.ts';
import { replicaSet } from './replica-set/descriptor.ts';
import { secret } from './secret/descriptor.ts';
import { serviceAccount } from './service-account/descriptor.ts';
import { service } from './service/descriptor.ts';
import { defineKind } from './strategy.ts';

/** In the order in which the API server's discovery lists them. */
export const kinds: readonly KindDescriptor[] = [
  defineKind(configMap),
  defineKind(endpoints),
  defineKind(event),
  defineKind(namespace),
  defineKind(node),
  defineKind(pod),
  defineKind(secret),
  defineKind(serviceAccount),
  defineKind(service),
  defineKind(deployment),
  defineKind(replicaSet),
  defineKind(endpointSlice),
];
