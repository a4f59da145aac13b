import manifest from '@aws-sdk/client-bedrock-runtime/package.json' with { type: 'json' };

/** Name and version of the client library that signs and addresses every call to Bedrock. */
export const sdk = `aws-bedrock-runtime/${manifest.version}`;
