import { renderMarkdown } from '../../markdown.ts';
import { renderRemoteHtml } from '../../remote-html.ts';
import { displayName } from '../../remote-text.ts';

/** What somebody wrote, in its own language and direction. HTML goes in as it is here and below, sanitised, and nowhere else. */
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

/** What somebody elsewhere wrote, cleaned anew each time. Without a language of which its author has told, it has none. */
export function RemoteText({ html, language }: { html: string; language: string | null }) {
  return (
    <div
      class="text remote"
      lang={language ?? ''}
      dir="auto"
      dangerouslySetInnerHTML={{ __html: renderRemoteHtml(html) }}
    />
  );
}

/** Somebody elsewhere: what they call themselves, and by what others find them. The second cannot be made up. */
export function Outsider({ name, handle, host }: { name: string | null; handle: string; host: string }) {
  const shown = displayName(name ?? '');
  return (
    <span class="outsider">
      {shown !== '' && (
        <>
          <bdi>{shown}</bdi>{' '}
        </>
      )}
      <bdi class="handle" dir="ltr">
        @{handle}@{host}
      </bdi>
    </span>
  );
}
