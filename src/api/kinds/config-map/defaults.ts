import { canonical } from '../shapes/shape.ts';
import type { ConfigMap } from './types.ts';

export const defaultConfigMap = (object: ConfigMap): ConfigMap => canonical('core.v1.ConfigMap', object);
