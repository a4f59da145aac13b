/** Which lines of a text go and come. The package holds a bundle of this file, so that its users install nothing for one command. */
export { structuredPatch } from 'diff';
