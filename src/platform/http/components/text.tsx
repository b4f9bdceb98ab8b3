import { renderMarkdown } from '../../markdown.ts';

/** What somebody wrote, in its own language and direction. The only place where HTML goes in as it is, sanitised. */
export function WrittenText({
  text,
  language,
  class: className = 'text',
}: {
  text: string;
  language: string;
  class?: string;
}) {
  return (
    <div class={className} lang={language} dir="auto" dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }} />
  );
}

/** A member's pseudonym, set apart so that its script cannot turn the sentence around. */
export function Handle({ name, gone }: { name: string | undefined; gone: string }) {
  return name === undefined ? <em>{gone}</em> : <bdi class="handle">{name}</bdi>;
}
