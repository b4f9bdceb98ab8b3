import { CommandError } from '../terminal.ts';

/** A member of the demo, as the API has them. */
export interface DemoMember {
  readonly id: string;
  readonly handle: string;
  readonly passphrase: string;
  readonly token: string;
}

type Body = Readonly<Record<string, unknown>>;

/** Calls the public API and expects it to agree: a refusal ends the demo with what it says. */
export const apiOf =
  (origin: string) =>
  async <Answer = Body>(method: string, path: string, body?: Body, token?: string): Promise<Answer> => {
    const response = await fetch(new URL(`/api/v1${path}`, origin), {
      method,
      headers: {
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new CommandError(`The demo met a refusal: ${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as Answer;
  };

/** A token for a member, as anyone can have one for their passphrase. */
export async function signIn(api: Api, handle: string, id: string, passphrase: string): Promise<DemoMember> {
  const wish = { handle, passphrase, label: 'demo', scope: 'act' };
  const { token } = await api<{ token: string }>('POST', '/tokens', wish);
  return { id, handle, passphrase, token };
}

export type Api = ReturnType<typeof apiOf>;
