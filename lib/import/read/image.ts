import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts';
import type { Image } from '../conversation.ts';
import { textOrNone, wordOf } from './json-text.ts';

/**
 * The image of a part of a message, in any of the usual spellings; `apart` where the part tells of an image whose data are
 * somewhere else, as tracing tools keep them; undefined where it tells of none.
 */
export function imageIn(part: JsonObject): Image | 'apart' | undefined {
  const found = describeImage(part);
  if (found === undefined) return undefined;
  const mediaType = textOrNone(found.mediaType) ?? 'image/png';
  if (!mediaType.startsWith('image/')) return undefined;
  return imageFrom(found.data, mediaType) ?? 'apart';
}

interface Described {
  readonly data: Json | undefined;
  readonly mediaType?: Json | undefined;
}

function describeImage(part: JsonObject): Described | undefined {
  const { type, source } = part;
  const mime = part.mime_type ?? part.mimeType ?? part.mediaType ?? part.media_type;
  if (type === 'image_url' || type === 'input_image') {
    const url = part.image_url ?? part.image;
    return { data: isJsonObject(url) ? url.url : url };
  }
  if (type === 'image' && isJsonObject(source))
    return { data: source.data ?? source.url, mediaType: source.media_type };
  if (type === 'image' && part.image !== undefined)
    return { data: isJsonObject(part.image) ? (part.image.url ?? part.image.data) : part.image, mediaType: mime };
  if (type === 'image' || (/^(file|media|blob|uri)$/.test(wordOf(type)) && isOfImages(part, mime)))
    return { data: part.data ?? part.base64 ?? part.url ?? part.content ?? part.uri, mediaType: mime };
  const inline = part.inlineData ?? part.inline_data;
  if (isJsonObject(inline)) return { data: inline.data, mediaType: inline.mimeType ?? inline.mime_type };
  if (type === undefined && isJsonObject(part.image)) {
    const { format, source: bytes } = part.image;
    return { data: isJsonObject(bytes) ? bytes.bytes : undefined, mediaType: `image/${wordOf(format)}` };
  }
  return undefined;
}

function isOfImages({ modality }: JsonObject, mime: Json | undefined): boolean {
  return modality === 'image' || (typeof mime === 'string' && mime.startsWith('image/'));
}

/** From a data URL, a URL or base64; undefined for anything else, such as the name of an entry in a store. */
function imageFrom(data: Json | undefined, mediaType: string): Image | undefined {
  if (typeof data !== 'string') return undefined;
  const [, named, inline] = /^data:([\w.+-]+\/[\w.+-]+)(?:;[^,]*)?,([A-Za-z0-9+/_-]+={0,2})$/.exec(data) ?? [];
  if (named !== undefined && inline !== undefined) return { mediaType: named, data: inline };
  if (/^https?:\/\//.test(data)) return { url: data };
  return data.length % 4 !== 1 && /^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(data) ? { mediaType, data } : undefined;
}
