/** Importing this puts in place what evaluates admission policies, and the checks of objects that few clusters hold. */
import '../../../api/kinds/install.ts';
import '../../install-late.ts';
import { consultPolicy } from './evaluation.ts';
import { installEvaluation } from './plugin.ts';

installEvaluation(consultPolicy);
