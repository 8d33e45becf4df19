/** Upstream: pkg/apis/core/validation/validation.go ValidateSecret, ValidateSecretUpdate; pkg/registry/core/secret/strategy.go. */
import { invalid, keyed, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { isConfigMapKey } from '../../meta/names.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import { each } from '../checks.ts';
import { immutableData, longestData } from '../immutable-data.ts';
import { decodeBase64Text, decodedLength } from './base64.ts';
import { jsonMapError } from './json-error.ts';
import type { Secret } from './types.ts';

const accountAnnotation = 'kubernetes.io/service-account.name';

function jsonKey(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const path = keyed('data', key);
  if (!Object.hasOwn(data, key)) return [required(path)];
  const problem = jsonMapError(decodeBase64Text(data[key]!));
  return problem === undefined ? [] : [invalid(path, '<secret contents redacted>', problem)];
}

function typeRules(secret: Secret, data: Readonly<Record<string, string>>): FieldError[] {
  const missing = (keys: readonly string[]): FieldError[] => keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(keyed('data', key)));
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata.annotations?.[accountAnnotation] ? [] : [required(keyed('metadata.annotations', accountAnnotation))];
    case 'kubernetes.io/dockercfg':
      return jsonKey(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return jsonKey(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      const absent = missing(['username', 'password']);
      return absent.length === 2 ? absent : [];
    }
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [required(keyed('data', 'ssh-privatekey'))];
    case 'kubernetes.io/tls':
      return missing(['tls.crt', 'tls.key']);
    default:
      return [];
  }
}

export function validateSecret(secret: Secret): readonly FieldError[] {
  const data = secret.data ?? {};
  const size = Object.values(data).reduce((sum, text) => sum + decodedLength(text), 0);
  return [
    ...Object.keys(data).flatMap((key) => each(keyed('data', key), key, isConfigMapKey(key))),
    ...(size > longestData ? [tooLong('data', longestData)] : []),
    ...typeRules(secret, data),
  ];
}

export const validateSecretUpdate = (object: Secret, old: Secret): readonly FieldError[] => [
  ...validateImmutable(object.type, old.type, 'type'),
  ...immutableData(object, old, ['data']),
];

/** The types of the PEM blocks in `text`. */
const pemTypes = (text: string): readonly string[] => [...text.matchAll(/-----BEGIN ([^-\n]+)-----/g)].map((match) => match[1]!);

/**
 * What is wrong with a TLS pair as far as its PEM blocks show (upstream: Go crypto/tls X509KeyPair); what is in the blocks is not looked at.
 */
export function secretWarnings({ type, data = {} }: Secret): readonly string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const certificates = pemTypes(decodeBase64Text(data['tls.crt'] ?? ''));
  const keys = pemTypes(decodeBase64Text(data['tls.key'] ?? ''));
  const isKey = (name: string): boolean => name === 'PRIVATE KEY' || name.endsWith(' PRIVATE KEY');
  if (certificates.length === 0) return ['tls: failed to find any PEM data in certificate input'];
  if (!certificates.includes('CERTIFICATE')) {
    return [
      certificates.length === 1 && isKey(certificates[0]!)
        ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certificates.join(' ')}]`,
    ];
  }
  if (keys.length === 0) return ['tls: failed to find any PEM data in key input'];
  if (!keys.some(isKey)) {
    return [
      keys.length === 1 && keys[0] === 'CERTIFICATE'
        ? 'tls: found a certificate rather than a key in the PEM for the private key'
        : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`,
    ];
  }
  return [];
}
