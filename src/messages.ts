import { ar as assemblyAr } from './assembly/messages/ar.ts';
import { en as assemblyEn } from './assembly/messages/en.ts';
import { es as assemblyEs } from './assembly/messages/es.ts';
import { fr as assemblyFr } from './assembly/messages/fr.ts';
import { ar as collectiveAr } from './collective/messages/ar.ts';
import { en as collectiveEn } from './collective/messages/en.ts';
import { es as collectiveEs } from './collective/messages/es.ts';
import { fr as collectiveFr } from './collective/messages/fr.ts';
import { ar as frontDoorAr } from './front-door/messages/ar.ts';
import { en as frontDoorEn } from './front-door/messages/en.ts';
import { es as frontDoorEs } from './front-door/messages/es.ts';
import { fr as frontDoorFr } from './front-door/messages/fr.ts';
import { ar as mandatesAr } from './mandates/messages/ar.ts';
import { en as mandatesEn } from './mandates/messages/en.ts';
import { es as mandatesEs } from './mandates/messages/es.ts';
import { fr as mandatesFr } from './mandates/messages/fr.ts';
import { ar as membersAr } from './members/messages/ar.ts';
import { en as membersEn } from './members/messages/en.ts';
import { es as membersEs } from './members/messages/es.ts';
import { fr as membersFr } from './members/messages/fr.ts';
import { ar as memoryAr } from './memory/messages/ar.ts';
import { en as memoryEn } from './memory/messages/en.ts';
import { es as memoryEs } from './memory/messages/es.ts';
import { fr as memoryFr } from './memory/messages/fr.ts';
import { ar as peersAr } from './peers/messages/ar.ts';
import { en as peersEn } from './peers/messages/en.ts';
import { es as peersEs } from './peers/messages/es.ts';
import { fr as peersFr } from './peers/messages/fr.ts';
import type { Catalogue } from './platform/i18n.ts';
import { ar as platformAr } from './platform/messages/ar.ts';
import { en as platformEn } from './platform/messages/en.ts';
import { es as platformEs } from './platform/messages/es.ts';
import { fr as platformFr } from './platform/messages/fr.ts';
import { ar as publicationAr } from './publication/messages/ar.ts';
import { en as publicationEn } from './publication/messages/en.ts';
import { es as publicationEs } from './publication/messages/es.ts';
import { fr as publicationFr } from './publication/messages/fr.ts';
import { ar as reportsAr } from './reports/messages/ar.ts';
import { en as reportsEn } from './reports/messages/en.ts';
import { es as reportsEs } from './reports/messages/es.ts';
import { fr as reportsFr } from './reports/messages/fr.ts';
import { ar as todayAr } from './today/messages/ar.ts';
import { en as todayEn } from './today/messages/en.ts';
import { es as todayEs } from './today/messages/es.ts';
import { fr as todayFr } from './today/messages/fr.ts';
import { ar as voicesAr } from './voices/messages/ar.ts';
import { en as voicesEn } from './voices/messages/en.ts';
import { es as voicesEs } from './voices/messages/es.ts';
import { fr as voicesFr } from './voices/messages/fr.ts';

/** The catalogues of all capabilities, each in all languages. */
export const catalogues: readonly Catalogue[] = [
  { en: platformEn, es: platformEs, fr: platformFr, ar: platformAr },
  { en: collectiveEn, es: collectiveEs, fr: collectiveFr, ar: collectiveAr },
  { en: membersEn, es: membersEs, fr: membersFr, ar: membersAr },
  { en: mandatesEn, es: mandatesEs, fr: mandatesFr, ar: mandatesAr },
  { en: assemblyEn, es: assemblyEs, fr: assemblyFr, ar: assemblyAr },
  { en: publicationEn, es: publicationEs, fr: publicationFr, ar: publicationAr },
  { en: peersEn, es: peersEs, fr: peersFr, ar: peersAr },
  { en: voicesEn, es: voicesEs, fr: voicesFr, ar: voicesAr },
  { en: reportsEn, es: reportsEs, fr: reportsFr, ar: reportsAr },
  { en: todayEn, es: todayEs, fr: todayFr, ar: todayAr },
  { en: memoryEn, es: memoryEs, fr: memoryFr, ar: memoryAr },
  { en: frontDoorEn, es: frontDoorEs, fr: frontDoorFr, ar: frontDoorAr },
];
