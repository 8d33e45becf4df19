import { DEFINITIONS } from '../../api/custom/custom-kinds.ts';
import type { CustomResourceDefinition } from '../../api/kinds/custom-resource-definition/types.ts';
import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';
import { refuse } from './attributes.ts';

/** Nothing new is made of a kind whose definition is on its way out (upstream: apiextensions-apiserver pkg/apiserver/customresource_handler.go). */
export const terminatingDefinition: AdmissionPlugin = {
  name: 'CustomResourceDefinitionTerminating',
  admit(request, context) {
    const { operation, resource, object } = request;
    // A definition has the name of its resource.
    const definition = operation === 'CREATE' ? context.get<CustomResourceDefinition>(DEFINITIONS, undefined, resource) : undefined;
    const isTerminating = definition?.status.conditions?.some(({ type, status }) => type === 'Terminating' && status === 'True') ?? false;
    return isTerminating ? err(refuse(request, 'create not allowed while custom resource definition is terminating')) : ok(object);
  },
};
