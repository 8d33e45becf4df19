import { canonical } from '../shapes/shape.ts';
import type { ControllerRevision } from './types.ts';

export const defaultControllerRevision = (object: ControllerRevision): ControllerRevision => canonical('apps.v1.ControllerRevision', object);
