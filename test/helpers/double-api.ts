/** Asks the double for what no client of ours asks for. It finds the service in the scope of the credentials. */
export async function askDouble<T>(
  endpoint: string,
  service: string,
  { target, path = '/', body }: { readonly target?: string; readonly path?: string; readonly body?: object },
): Promise<T> {
  const scope = `Credential=test/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(`${endpoint}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}`,
      'content-type': 'application/x-amz-json-1.0',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${service} ${target ?? path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
