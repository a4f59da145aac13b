import type { GoogleGenAI } from '@google/genai';
import * as z from 'zod';
import type { ListedModel } from '../../domain/endpoint/model-offer.ts';
import { ask } from '../shared/ask.ts';
import type { ExchangeOptions } from '../shared/exchange.ts';
import { Text } from '../shared/reading.ts';

const Named = z.looseObject({ name: z.string(), launchStage: Text });
const Listing = z.looseObject({
  models: z.array(Named).nullish(),
  publisherModels: z.array(Named).nullish(),
  nextPageToken: Text,
});

/** Models of the Gemini API or of Vertex AI's model garden. Neither list tells when a model retires; answers may. */
export async function geminiModels(client: GoogleGenAI, options: ExchangeOptions): Promise<ListedModel[]> {
  const listed: ListedModel[] = [];
  let pageToken: string | null | undefined;
  do {
    const page = pageToken == null ? {} : { pageToken };
    const { models, publisherModels, nextPageToken } = await ask(
      Listing,
      (fetch) => client.models.list({ config: { pageSize: 200, ...page, httpOptions: { fetch } } }),
      options,
    );
    for (const { name, launchStage } of models ?? publisherModels ?? [])
      listed.push({
        id: name.split('/').at(-1) ?? name,
        ...(launchStage == null ? {} : { lifecycle: launchStage.toLowerCase() }),
      });
    pageToken = nextPageToken;
  } while (pageToken != null && pageToken !== '');
  return listed;
}
