import { hostileSuite } from '../contract/hostile-suite.ts';
import { stubAwsCredentials, subjects } from '../contract/provider-subjects.ts';

stubAwsCredentials();
for (const subject of subjects) hostileSuite(subject);
