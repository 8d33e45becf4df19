import { canonical } from '../shapes/shape.ts';
import type { Lease } from './types.ts';

export const defaultLease = (object: Lease): Lease => canonical('coordination.v1.Lease', object);
