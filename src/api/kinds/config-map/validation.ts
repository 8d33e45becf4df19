/** Upstream: pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateConfigMapUpdate. */
import { byteLength } from '../../../base/go-format.ts';
import { invalid, keyed, tooLong, type FieldError } from '../../meta/field-error.ts';
import { isConfigMapKey } from '../../meta/names.ts';
import { each } from '../checks.ts';
import { immutableData, longestData } from '../immutable-data.ts';
import { decodedLength } from '../secret/base64.ts';
import type { ConfigMap } from './types.ts';

export function validateConfigMap({ data = {}, binaryData = {} }: ConfigMap): readonly FieldError[] {
  const size = Object.values(data).reduce((sum, text) => sum + byteLength(text), 0) + Object.values(binaryData).reduce((sum, text) => sum + decodedLength(text), 0);
  return [
    ...Object.keys(data).flatMap((key) => [
      ...each(keyed('data', key), key, isConfigMapKey(key)),
      ...(Object.hasOwn(binaryData, key) ? [invalid(keyed('data', key), key, 'duplicate of key present in binaryData')] : []),
    ]),
    ...Object.keys(binaryData).flatMap((key) => each(keyed('binaryData', key), key, isConfigMapKey(key))),
    ...(size > longestData ? [tooLong('[]', longestData)] : []),
  ];
}

export const validateConfigMapUpdate = (object: ConfigMap, old: ConfigMap): readonly FieldError[] => immutableData(object, old, ['data', 'binaryData']);
