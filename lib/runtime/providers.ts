export { apisOf, keyEnvOf, providerNames } from '../providers/registry.ts';
