declare module 'jsonld' {
  /** As far as these tests go. */
  const jsonld: {
    expand(
      document: object,
      options: { documentLoader(url: string): Promise<object>; safe: boolean },
    ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  };
  export default jsonld;
}
