/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Secret; `stringData` is merged into `data` when a secret is read (conversion.go). */
import { change, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import { encodeBase64 } from './base64.ts';
import type { Secret } from './types.ts';

export function defaultSecret(object: Secret): Secret {
  const secret = fill(canonical('core.v1.Secret', object), { type: 'Opaque' });
  if (!secret.stringData) return secret;
  const encoded = Object.fromEntries(Object.entries(secret.stringData).map(([key, text]) => [key, encodeBase64(text)]));
  return change(secret, { data: { ...secret.data, ...encoded }, stringData: undefined });
}
