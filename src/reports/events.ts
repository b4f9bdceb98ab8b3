import type { DomainEvent } from '../kernel/event.ts';

export type ReportCame = DomainEvent<'report.came', { report: string }>;
export type ReportSettled = DomainEvent<'report.settled', { report: string; outcome: string; mandate: string }>;

export type ReportsEvent = ReportCame | ReportSettled;

export const reportCame = (data: ReportCame['data']): ReportCame => ({ type: 'report.came', data });
export const reportSettled = (data: ReportSettled['data']): ReportSettled => ({ type: 'report.settled', data });
