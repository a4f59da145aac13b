import { type ListedModel, listedAs, type ModelOffer } from '../../domain/endpoint/model-offer.ts';
import { retirement } from '../../domain/endpoint/retirement.ts';
import { plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { retirementWarning } from '../words/retirement-words.ts';
import { utcDate } from '../words/time.ts';
import { type Line, plain, type Segment, style } from './styled-text.ts';
import { textTable } from './text-table.ts';

/**
 * What endpoints offer, for a terminal. Endpoints that were given the same list stand together above it.
 *
 * @param now ISO 8601; what a retirement is counted from.
 */
export function modelsLines(offers: readonly ModelOffer[], now: string): Line[] {
  return sameLists(offers).flatMap((same, i) => [...(i > 0 ? [[]] : []), ...listLines(same, now)]);
}

function sameLists(offers: readonly ModelOffer[]): (readonly ModelOffer[])[] {
  const lists = Map.groupBy(offers, ({ endpoint, models }) => JSON.stringify([endpoint.provider, models]));
  return [...lists.values()];
}

function listLines(offers: readonly ModelOffer[], now: string): Line[] {
  const [{ endpoint, models } = { endpoint: { provider: '' }, models: [] }] = offers;
  const ids = offers.map((offer) => offer.endpoint.id).join(', ');
  const provider = printable(endpoint.provider);
  const size = models.length === 0 ? 'no list' : plural(models.length, 'model');
  return [
    [style('strong', ids), plain(`  ${provider}, ${size}`)],
    ...(models.length === 0 ? [] : table(offers, models, now)),
    ...offers.flatMap((offer) => notes(offer, now)),
  ];
}

/** The pinned ones first, so that a long list need not be searched for them. */
function table(offers: readonly ModelOffer[], models: readonly ListedModel[], now: string): Line[] {
  const pinnedBy = (model: ListedModel) =>
    offers.filter(({ endpoint }) => listedAs(models, endpoint.model) === model).map(({ endpoint }) => endpoint.id);
  const rows = models.map((model) => ({ model, by: pinnedBy(model) }));
  rows.sort((a, b) => b.by.length - a.by.length || (a.model.id < b.model.id ? -1 : 1));
  const heads = [{ head: ' ' }, { head: 'MODEL' }, { head: 'LIFECYCLE' }, { head: 'RETIRES' }, { head: 'PINNED BY' }];
  const cells = rows.map(({ model, by }): Segment[] => [
    style('good', by.length > 0 ? '*' : ' '),
    style(by.length > 0 ? 'strong' : 'plain', printable(model.id)),
    style(isLeaving(model) ? 'warning' : 'plain', printable(model.lifecycle ?? '')),
    style(retirement(model.retiresAt, now) === undefined ? 'plain' : 'warning', dayOf(model)),
    plain(by.join(', ')),
  ]);
  return textTable(heads, cells);
}

function isLeaving({ lifecycle = '' }: ListedModel): boolean {
  return /deprecat|legacy|retire/.test(lifecycle);
}

/** A day as we write days; what is none as the provider has it. */
function dayOf({ retiresAt = '' }: ListedModel): string {
  return Number.isNaN(Date.parse(retiresAt)) ? printable(retiresAt) : utcDate(retiresAt);
}

function notes({ endpoint, models, pinned, failure, alias }: ModelOffer, now: string): Line[] {
  const { id, model } = endpoint;
  const said = (what: string): Line => [plain(`  ${id}: ${printable(what)}`)];
  const warned = (what: string): Line => [style('warning', `! ${id}: ${printable(what)}`)];
  const place: Record<ModelOffer['pinned'], readonly Line[]> = {
    listed: [],
    'not-listed': [warned(`${model} is not listed`)],
    'own-name': [said(`${model} is not listed; aliases, deployments and profiles need not be`)],
    'no-list': [said('the API lists no models')],
    'no-answer': [warned(`not answered: ${failure}`)],
  };
  const leaving = retirementWarning(model, listedAs(models, model)?.retiresAt, now);
  return [
    ...place[pinned],
    ...(alias === undefined ? [] : [said(alias)]),
    ...(leaving === undefined ? [] : [warned(leaving)]),
  ];
}
