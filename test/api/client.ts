import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { Browser, type Headers, type Site } from '../support/web.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Media = Readonly<Record<string, { schema: object }>>;
interface Operation {
  readonly summary?: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Media };
  readonly responses: Readonly<Record<string, { readonly content?: Media }>>;
}
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The document that the node gives out, and every answer that has been held against it. */
export class Contract {
  readonly document: OpenApi;
  /** "PUT /proposals/{id}/ballot", with the statuses that have been seen. */
  readonly seen = new Map<string, Set<number>>();
  /** Answers of a media type that the document does not promise. */
  readonly otherTypes = new Set<string>();
  readonly #ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: OpenApi) {
    this.document = document;
    this.#ajv.addSchema(document, 'api');
  }

  get operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
  }

  operation(method: Method, template: string): Operation {
    const found = this.document.paths[`/api/v1${template}`]?.[method.toLowerCase()];
    if (!found) throw new Error(`the document does not know ${method} ${template}`);
    return found;
  }

  /** That an answer is one of those that the document promises, to the letter. */
  check(method: Method, template: string, answer: Answer): void {
    const what = `${method} ${template} → ${answer.status}`;
    this.seen.set(`${method} ${template}`, (this.seen.get(`${method} ${template}`) ?? new Set()).add(answer.status));
    const { responses } = this.operation(method, template);
    const status = [String(answer.status), `${String(answer.status)[0]}XX`].find((each) => responses[each]);
    if (!status) throw new Error(`${what} is not in the document`);
    const [type = ''] = answer.type.split(';');
    const media = responses[status]?.content ?? {};
    const documented = type in media ? type : Object.keys(media)[0]!;
    if (documented !== type) this.otherTypes.add(`${what} is ${type}, not ${documented}`);
    const place = [
      'paths',
      `/api/v1${template}`,
      method.toLowerCase(),
      'responses',
      status,
      'content',
      documented,
      'schema',
    ];
    this.#validate(place, answer.body, what);
  }

  #validate(place: readonly string[], value: unknown, what: string): void {
    const pointer = place
      .map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent)
      .join('/');
    const validate = this.#compiled.get(pointer) ?? this.#ajv.compile({ $ref: `api#/${pointer}` });
    this.#compiled.set(pointer, validate);
    if (!validate(value))
      throw new Error(`${what}: ${this.#ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`);
  }
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at where its shape is known
  readonly body: any;
}

/** A program that talks to the node: everything that it is told is held against the document. */
export class Program {
  readonly site: Site;
  readonly contract: Contract;
  readonly token: string | undefined;

  constructor(site: Site, contract: Contract, token?: string) {
    this.site = site;
    this.contract = contract;
    this.token = token;
  }

  with(token: string | undefined): Program {
    return new Program(this.site, this.contract, token);
  }

  /** `path` is a template of the document: "/proposals/{id}". */
  async call(
    method: Method,
    path: string,
    given: { params?: Readonly<Record<string, string>>; query?: string; body?: unknown; headers?: Headers } = {},
  ): Promise<Answer> {
    const { params = {}, query = '', body, headers = {} } = given;
    const url = `/api/v1${path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name] ?? name)}${query}`;
    const payload = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) };
    const page = await new Browser(this.site).send(
      { method, url, ...payload },
      {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...headers,
      },
    );
    const type = page.header('content-type');
    const answer = {
      status: page.status,
      type,
      headers: page.headers,
      body: /json/.test(type) ? page.json() : page.html,
    };
    this.contract.check(method, path, answer);
    return answer;
  }

  /** Calls what must succeed, and gives what it says. */
  async done(method: Method, path: string, given: Parameters<Program['call']>[2] = {}): Promise<Answer['body']> {
    const answer = await this.call(method, path, given);
    expect([200, 201], `${method} ${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
    return answer.body;
  }

  /** Calls what must be refused, and gives the code. */
  async refused(method: Method, path: string, given: Parameters<Program['call']>[2] = {}): Promise<string> {
    const { status, body } = await this.call(method, path, given);
    expect(status, `${method} ${path}: ${JSON.stringify(body)}`).toBeGreaterThanOrEqual(400);
    expect(body.status).toBe(status);
    expect(body.type).toBe(`urn:kunveno:problem:${body.code}`);
    expect(body.title).not.toBe(body.code);
    return `${status} ${body.code}`;
  }
}

export async function contractOf(site: Site): Promise<Contract> {
  const page = await new Browser(site).get('/api/openapi.json', { accept: 'application/json' });
  return new Contract(page.json<OpenApi & Record<string, unknown>>());
}
