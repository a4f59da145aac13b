import { stubAwsCredentials, subjects } from '../contract/provider-subjects.ts';
import { providerSuite } from '../contract/provider-suite.ts';

stubAwsCredentials();
for (const subject of subjects) providerSuite(subject);
