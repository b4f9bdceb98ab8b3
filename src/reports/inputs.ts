import { z } from 'zod';
import { idField, textField } from '../platform/http/input.ts';
import { REPORT_OUTCOMES } from './report.ts';

export const SettlementInput = z.strictObject({ outcome: z.enum(REPORT_OUTCOMES), reason: textField(1_000) });
/** The same form stands on the page once for each report. */
export const SettlementForm = SettlementInput.extend({ report: idField });
