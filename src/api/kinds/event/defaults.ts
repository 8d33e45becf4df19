import { canonical } from '../shapes/shape.ts';
import type { Event } from './types.ts';

export const defaultEvent = (object: Event): Event => canonical('core.v1.Event', object);
