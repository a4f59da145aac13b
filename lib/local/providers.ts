export { apisOf, keyEnvOf } from '../providers/registry.ts';
