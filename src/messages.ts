import { en as assemblyEn } from './assembly/messages/en.ts';
import { en as collectiveEn } from './collective/messages/en.ts';
import { en as frontDoorEn } from './front-door/messages/en.ts';
import { en as mandatesEn } from './mandates/messages/en.ts';
import { en as membersEn } from './members/messages/en.ts';
import { en as memoryEn } from './memory/messages/en.ts';
import type { Catalogue } from './platform/i18n.ts';
import { en as platformEn } from './platform/messages/en.ts';
import { en as todayEn } from './today/messages/en.ts';

/** The catalogues of all capabilities. */
export const catalogues: readonly Catalogue[] = [
  platformEn,
  collectiveEn,
  membersEn,
  mandatesEn,
  assemblyEn,
  todayEn,
  memoryEn,
  frontDoorEn,
].map((en) => ({ en, es: en, fr: en, ar: en }));
