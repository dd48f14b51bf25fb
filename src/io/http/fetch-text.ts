import { formatSize } from '../../core/size.js';
import { failed, refused } from './failure.js';
import { httpGet, type HttpOptions } from './request.js';

/** A small text, such as a checksum; `undefined` when there is none at that address. @throws OpsError `download-failed`, `interrupted` */
export async function fetchText(
  url: string,
  options: HttpOptions & { readonly limit: number },
): Promise<string | undefined> {
  const answer = await httpGet(url, options);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > options.limit) throw failed(url, `longer than ${formatSize(options.limit)}`);
  }
  // Stores of objects say "forbidden" for what is not there.
  if (answer.status === 404 || answer.status === 403) return undefined;
  if (answer.status !== 200) throw refused(answer);
  return Buffer.concat(chunks).toString('utf8');
}
