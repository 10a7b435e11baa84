// A stand-in for a system of the company's, CRM or HR: records what workflows report about its records.

/** How many reports are kept per record, and how many records. */
const REPORTS_KEPT = 100;
const RECORDS_KEPT = 5000;

/** One report as it came in. `receivedAt` is ISO 8601; `idempotencyKey` is empty when none came along. */
export interface Report {
	receivedAt: string;
	idempotencyKey: string;
	body: unknown;
}

/** A record somebody reported about: a CRM's contact, an HR system's employee. */
export interface ReportedRecord {
	id: string;
	reports: Report[];
}

/** The records and what was reported about each, in the order received. */
export class Reports {
	private readonly records = new Map<string, ReportedRecord>();

	constructor(private readonly now: () => number) {}

	/** Keeps each, also one whose key has come before: whoever reads them sees what came twice. */
	add(id: string, body: unknown, idempotencyKey = ''): void {
		const record = this.records.get(id) ?? { id, reports: [] };
		record.reports.push({ receivedAt: new Date(this.now()).toISOString(), idempotencyKey, body });
		if (record.reports.length > REPORTS_KEPT) record.reports.shift();
		this.records.delete(id);
		this.records.set(id, record);
		for (const oldest of this.records.keys()) {
			if (this.records.size <= RECORDS_KEPT) break;
			this.records.delete(oldest);
		}
	}

	get(id: string): ReportedRecord | undefined {
		return this.records.get(id);
	}

	/** The one reported about last comes first. */
	list(): ReportedRecord[] {
		return [...this.records.values()].reverse();
	}

	clear(): void {
		this.records.clear();
	}
}
