/** Importing this puts in place what checks and evaluates admission policies, and the expression language with it. */
import '../../../api/kinds/custom-resource/rules/install.ts';
import { installAdmissionChecks } from '../../../api/kinds/admission-policy/checks.ts';
import { skippedExpressions } from '../../../api/kinds/admission-policy/expressions.ts';
import { validateBinding, validatePolicy } from '../../../api/kinds/admission-policy/validation.ts';
import { validateWebhookConfiguration } from '../../../api/kinds/webhook-configuration/validation.ts';
import { consultPolicy } from './evaluation.ts';
import { installEvaluation } from './plugin.ts';

installAdmissionChecks({ policy: validatePolicy, binding: validateBinding, webhooks: validateWebhookConfiguration, warnings: skippedExpressions });
installEvaluation(consultPolicy);
