/** Something that has happened, in the past tense. It holds ids and plain JSON, never names, texts or secrets. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}
