import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { Finding } from './finding.ts';

/** Says of a model ID that its provider may point it at another model. */
export function aliasFinding(endpoint: Endpoint): Finding[] {
  const { id, provider, model, baseURL } = endpoint;
  const moving = (severity: Finding['severity'], what: string, fix: string): Finding[] => [
    { severity, rule: 'moving-alias', about: { kind: 'endpoint', id, path: ['model'] }, what, fix },
  ];
  if (/-latest$/.test(model))
    return moving(
      'warning',
      `${model} is a moving alias: it is another model after every release`,
      'pin a dated model ID',
    );
  if (provider === 'ollama' && (!model.includes(':') || model.endsWith(':latest')))
    return moving(
      'warning',
      `${model} is a moving tag: the next pull may bring another model`,
      'name a tag with size and quantization',
    );
  if (provider === 'openai' && isOpenAiItself(baseURL)) {
    if (isDatedElsewhere(model))
      return moving(
        'warning',
        `${model} is an alias that OpenAI moves between snapshots`,
        'pin a dated snapshot: `pinwatch models` lists those that there are',
      );
    if (/^gpt-[5-9]/.test(model) && !isDated(model))
      return moving(
        'note',
        `${model} has no date: OpenAI may offer no snapshot of it, and can change what it means`,
        'pin a dated snapshot if there is one',
      );
  }
  if (provider === 'anthropic' && /^claude-(3|(opus|sonnet|haiku)-4(-[0-5])?$)/.test(model) && !/-\d{8}$/.test(model))
    return moving(
      'warning',
      `${model} is an alias that Anthropic moves between snapshots`,
      'pin the ID that ends in a date',
    );
  if ((provider === 'gemini' || provider === 'vertex') && /^gemini-[\d.]+-[a-z-]+$/.test(model))
    return moving(
      'note',
      `${model} names a model without its version: Google points it at the newest stable one`,
      'pin a version where `pinwatch models` lists one (-001, -002); a change of what answers shows in modelVersion',
    );
  if (provider === 'azure-openai' && !isDated(model))
    return moving(
      'note',
      `${model} is a deployment: which model it is, and whether that is upgraded by itself, is set in Azure`,
      'set its version upgrade policy to "Opt out of automatic model version upgrades"',
    );
  return [];
}

/** Its names mean other things, or stay, where a server of one's own or a gateway gave them. */
function isOpenAiItself(baseURL: string | undefined): boolean {
  return baseURL === undefined || new URL(baseURL).hostname.endsWith('.openai.com');
}

function isDated(model: string): boolean {
  return /-(\d{4}-\d{2}-\d{2}|\d{4})$/.test(model);
}

/** Families of OpenAI of which every model has dated snapshots. */
function isDatedElsewhere(model: string): boolean {
  return (
    /^(gpt-(3\.5|4|4o|4\.1|4\.5)|o[1-4]|chatgpt-4o)(-(mini|nano|turbo|preview|pro|audio|search|realtime|transcribe|32k|16k))*$/.test(
      model,
    ) && !isDated(model)
  );
}
