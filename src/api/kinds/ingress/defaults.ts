import { canonical } from '../shapes/shape.ts';
import type { Ingress } from './types.ts';

export const defaultIngress = (object: Ingress): Ingress => canonical('networking.v1.Ingress', object);
