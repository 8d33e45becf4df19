import { canonical } from '../shapes/shape.ts';
import type { ServiceAccount } from './types.ts';

export const defaultServiceAccount = (object: ServiceAccount): ServiceAccount => canonical('core.v1.ServiceAccount', object);
