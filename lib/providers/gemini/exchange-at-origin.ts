import type { GoogleGenAI } from '@google/genai';

/** The parts of Google's libraries between a client and the transport of a federated identity, which no option reaches. */
interface Inside {
  readonly apiClient?: { readonly clientOptions?: { readonly auth?: { readonly googleAuth?: Auth } } };
}
interface Auth {
  getClient(): Promise<{
    readonly stsCredential?: { readonly transporter?: { readonly defaults: { redirect?: string } } };
  }>;
}

/**
 * Lets the exchange of a federated identity for a token follow no redirect: the word of whoever we are is for the host in
 * the credentials only. Google's library makes a transport of its own for it, without the options that the others get; a
 * test tells when it is built in another way.
 */
export function exchangeAtOrigin(client: GoogleGenAI): GoogleGenAI {
  const auth = (client as unknown as Inside).apiClient?.clientOptions?.auth?.googleAuth;
  if (auth === undefined) return client;
  const getClient = auth.getClient.bind(auth);
  auth.getClient = async () => {
    const made = await getClient();
    const transport = made.stsCredential?.transporter;
    if (transport !== undefined) transport.defaults.redirect = 'error';
    return made;
  };
  return client;
}
