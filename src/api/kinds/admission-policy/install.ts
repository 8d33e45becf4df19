/** Importing this puts in place what checks the objects that configure admission, and the expression language with it. */
import '../custom-resource/rules/install.ts';
import { validateWebhookConfiguration } from '../webhook-configuration/validation.ts';
import { installAdmissionChecks } from './checks.ts';
import { skippedExpressions } from './expressions.ts';
import { validateBinding, validatePolicy } from './validation.ts';

installAdmissionChecks({ policy: validatePolicy, binding: validateBinding, webhooks: validateWebhookConfiguration, warnings: skippedExpressions });
