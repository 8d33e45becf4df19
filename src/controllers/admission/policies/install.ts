/** Importing this puts in place what checks and evaluates admission policies, and the expression language with it. */
import '../../../api/kinds/admission-policy/install.ts';
import { consultPolicy } from './evaluation.ts';
import { installEvaluation } from './plugin.ts';

installEvaluation(consultPolicy);
