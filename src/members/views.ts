import { sha256 } from '../kernel/digest.ts';
import type { Reader } from '../platform/database.ts';
import type { AsOf } from '../platform/work.ts';
import { requireRedeemable } from './invitation.ts';
import { invitationByDigest } from './store.ts';

/** Looks an invitation up without using it, and refuses one that is gone. Using it checks again, under its lock. */
export const invitationCheck =
  (asOf: AsOf, mandateStands: (db: Reader, mandate: string, now: Date) => Promise<boolean>) =>
  (secret: string): Promise<void> =>
    asOf(async (db, now) => {
      const invitation = await invitationByDigest(db, sha256(secret));
      requireRedeemable(invitation, invitation ? await mandateStands(db, invitation.mandate, now) : false, now);
    });
